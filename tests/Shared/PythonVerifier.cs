using System.Diagnostics;

namespace Tests.Shared;

/// <summary>Runs the verifier that a stranger would write: samples/verifier/verify.py.</summary>
internal static class PythonVerifier
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    public static async Task<(int Code, string Out, string Error)> RunAsync(string trust, params string[] files)
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
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
