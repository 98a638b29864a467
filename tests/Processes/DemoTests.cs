using System.Diagnostics;
using System.Text.Json;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Local;

namespace Processes;

/// <summary>The main job, as a user runs it.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fed-demo-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_passes_and_leaves_certificates_that_anybody_verifies()
    {
        var kept = Path.Combine(_folder, "run");
        var started = Stopwatch.StartNew();
        var end = await FedProcess.RunAsync("demo", "--json", "--keep", kept);
        Assert.True(end.Code == ExitCode.Ok, end.Output + end.Error);
        Assert.InRange(started.Elapsed.TotalSeconds, 0, 45);
        var report = JsonDocument.Parse(Assert.Single(end.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
        Assert.All(report.GetProperty("checks").EnumerateArray(), c => Assert.True(c.GetProperty("ok").GetBoolean(), c.ToString()));
        Assert.True(report.GetProperty("load").GetProperty("acknowledged").GetInt64() >= 100);
        AssertNothingRuns(kept);

        var (trust, certificates) = (Path.Combine(kept, "trust"), Path.Combine(kept, "certificates.jsonl"));
        Assert.Equal(ExitCode.Ok, (await FedProcess.RunAsync("verify", "--trust", trust, certificates)).Code);
        var spoiled = Path.Combine(_folder, "spoiled.jsonl");
        var bytes = await File.ReadAllBytesAsync(certificates);
        var at = bytes.AsSpan().IndexOf("\"statement\":\""u8) + 40;
        bytes[at] = bytes[at] == (byte)'A' ? (byte)'B' : (byte)'A';
        await File.WriteAllBytesAsync(spoiled, bytes);
        var refused = await FedProcess.RunAsync("verify", "--trust", trust, spoiled);
        Assert.Equal(ExitCode.CheckFailed, refused.Code);
        Assert.Contains("spoiled.jsonl:1: ", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_c_leaves_nothing_running_and_no_folder()
    {
        var kept = Path.Combine(_folder, "run");
        await using var demo = FedProcess.Start("demo", "--keep", kept);
        await demo.LineAsync("formed in");
        var nodes = NodeProcesses(kept);
        Assert.Equal(3, nodes.Count);
        await demo.SignalAsync("INT");
        var end = await demo.EndAsync();
        Assert.Equal(ExitCode.Interrupted, end.Code);
        AssertNothingRuns(kept);
    }

    [Fact]
    public async Task The_nodes_of_a_demo_that_was_killed_end_by_themselves()
    {
        var kept = Path.Combine(_folder, "run");
        await using var demo = FedProcess.Start("demo", "--keep", kept);
        await demo.LineAsync("formed in");
        var nodes = NodeProcesses(kept);
        await demo.SignalAsync("KILL");
        using var limit = new CancellationTokenSource(FedProcess.Patience);
        foreach (var node in nodes)
            await node.WaitForExitAsync(limit.Token);
        AssertNothingRuns(kept);
    }

    [Fact]
    public async Task A_proposals_file_that_does_not_exist_starts_nothing()
    {
        var kept = Path.Combine(_folder, "run");
        (await FedProcess.RunAsync("demo", "--keep", kept, "--file", Path.Combine(_folder, "none.jsonl"))).AssertRefused(ExitCode.BadInput, "none.jsonl");
        Assert.False(Directory.Exists(kept));
    }

    [Fact]
    public async Task A_folder_that_is_not_empty_is_not_used()
    {
        File.WriteAllText(Path.Combine(_folder, "mine"), "");
        (await FedProcess.RunAsync("demo", "--keep", _folder)).AssertRefused(ExitCode.BadInput, _folder);
    }

    private static List<Process> NodeProcesses(string kept) => [.. NodeIds(kept).Select(Process.GetProcessById)];

    private static IEnumerable<int> NodeIds(string kept) => Directory.EnumerateFiles(kept, "node.log", SearchOption.AllDirectories)
        .SelectMany(ReadShared)
        .Where(l => l.StartsWith(NodeEvents.ListeningPrefix, StringComparison.Ordinal))
        .Select(l => JsonDocument.Parse(l).RootElement.GetProperty("pid").GetInt32());

    private static void AssertNothingRuns(string kept)
    {
        foreach (var id in NodeIds(kept))
            Assert.False(IsFed(id), $"process {id} still runs");
    }

    // A process id may have been given to somebody else since.
    private static bool IsFed(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited && process.ProcessName is "fed" or "dotnet" && File.Exists($"/proc/{id}/cmdline")
                && File.ReadAllText($"/proc/{id}/cmdline").Contains("--exit-with-parent", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is ArgumentException or IOException)
        {
            return false;
        }
    }

    private static IEnumerable<string> ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
