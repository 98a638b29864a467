using System.Diagnostics;
using AkkaFederation.Node.Tests.Cli;

namespace AkkaFederation.Node.Tests.Verify;

/// <summary>The product's verifier and the stranger's, on the same files.</summary>
internal static class BothVerifiers
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static Task<FedResult> ProductAsync(string trust, params string[] files) => Fed.RunAsync(["verify", "--trust", trust, .. files]);

    public static async Task<FedResult> PythonAsync(string trust, params string[] files)
    {
        var start = new ProcessStartInfo("python3") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-B", Repository.File("samples/verifier/verify.py"), trust, .. files])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new FedResult(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
