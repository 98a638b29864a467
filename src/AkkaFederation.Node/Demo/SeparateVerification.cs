using System.Diagnostics;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Local;

namespace AkkaFederation.Node.Demo;

/// <summary>
/// <c>fed verify</c> in a process of its own, in a folder that holds only the trust bundle and the certificates: it can
/// reach neither the nodes nor their keys through anything it is given.
/// </summary>
internal sealed class SeparateVerification(WorkFolder folder) : ICertificateCheck
{
    private const string Name = "every certificate verifies in a separate process";

    public async Task<CheckResult> CheckAsync(
        IFederationPort port, string node, IReadOnlyCollection<Acknowledgement> acknowledged, CancellationToken stop)
    {
        await port.WriteTrustAsync(node, folder.Trust, stop);
        await File.WriteAllLinesAsync(folder.Certificates, acknowledged.OrderBy(a => a.Index).Select(a => a.Certificate).OfType<string>(), stop);
        using var alone = new Alone(folder);
        var start = FedExecutable.StartInfo("verify", "--trust", Path.GetFileName(folder.Trust), Path.GetFileName(folder.Certificates));
        start.WorkingDirectory = alone.Path;
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        using var process = Process.Start(start) ?? throw FedException.Failed("fed verify could not be started.");
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(stop);
            var errors = process.StandardError.ReadToEndAsync(stop);
            await process.WaitForExitAsync(stop);
            var detail = (await output + await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return new CheckResult(Name, process.ExitCode == ExitCode.Ok, string.Join("; ", detail.Take(3)));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    /// <summary>A temporary folder with copies of what a stranger would be given, and nothing else near it.</summary>
    private sealed class Alone : IDisposable
    {
        public Alone(WorkFolder folder)
        {
            Copy(folder.Trust, System.IO.Path.Combine(Path, System.IO.Path.GetFileName(folder.Trust)));
            File.Copy(folder.Certificates, System.IO.Path.Combine(Path, System.IO.Path.GetFileName(folder.Certificates)));
        }

        public string Path { get; } = Directory.CreateTempSubdirectory("fed-verify-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);

        private static void Copy(string from, string to)
        {
            Directory.CreateDirectory(to);
            foreach (var file in Directory.EnumerateFiles(from))
                File.Copy(file, System.IO.Path.Combine(to, System.IO.Path.GetFileName(file)));
            foreach (var child in Directory.EnumerateDirectories(from))
                Copy(child, System.IO.Path.Combine(to, System.IO.Path.GetFileName(child)));
        }
    }
}
