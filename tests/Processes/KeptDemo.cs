using System.Diagnostics;

namespace Processes;

/// <summary>One whole demonstration, run as a user runs it and kept, for several tests to look into.</summary>
public sealed class KeptDemo : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fed-demo-test-").FullName;

    internal FedEnd End { get; private set; } = null!;

    internal TimeSpan Took { get; private set; }

    internal string Folder => Path.Combine(_folder, "run");

    internal string Trust => Path.Combine(Folder, "trust");

    internal string Certificates => Path.Combine(Folder, "certificates.jsonl");

    public async Task InitializeAsync()
    {
        var started = Stopwatch.GetTimestamp();
        End = await FedProcess.RunAsync("demo", "--json", "--keep", Folder);
        Took = Stopwatch.GetElapsedTime(started);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>The certificates with one byte changed inside the first statement.</summary>
    internal async Task<string> SpoilAsync()
    {
        var bytes = await File.ReadAllBytesAsync(Certificates);
        var at = bytes.AsSpan().IndexOf("\"statement\":\""u8) + 40;
        bytes[at] = bytes[at] == (byte)'A' ? (byte)'B' : (byte)'A';
        var spoiled = Path.Combine(_folder, "spoiled.jsonl");
        await File.WriteAllBytesAsync(spoiled, bytes);
        return spoiled;
    }
}
