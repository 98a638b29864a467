using System.Diagnostics;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Local;

namespace Processes;

/// <summary>The demonstration when it is interrupted, killed, or given what it cannot use.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fed-demo-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Ctrl_c_leaves_nothing_running_and_no_folder()
    {
        await using var demo = FedProcess.Start("demo");
        var folder = (await demo.LineAsync("working in ")).Split("working in ")[1];
        await demo.LineAsync("formed ");
        var nodes = RunningNodes.Of(folder);
        Assert.Equal(3, nodes.Count);
        await demo.SignalAsync("INT");
        Assert.Equal(ExitCode.Interrupted, (await demo.EndAsync()).Code);
        Assert.All(nodes, id => Assert.False(RunningNodes.Runs(id), $"process {id} still runs"));
        Assert.False(Directory.Exists(folder), folder);
    }

    [Fact]
    public async Task The_nodes_of_a_demo_that_was_killed_end_by_themselves()
    {
        var kept = Path.Combine(_folder, "run");
        await using var demo = FedProcess.Start("demo", "--keep", kept);
        await demo.LineAsync("formed ");
        var nodes = RunningNodes.Of(kept).ConvertAll(Process.GetProcessById);
        Assert.Equal(3, nodes.Count);
        await demo.SignalAsync("KILL");
        using var limit = new CancellationTokenSource(FedProcess.Patience);
        foreach (var node in nodes)
            await node.WaitForExitAsync(limit.Token);
        Assert.All(nodes, node => Assert.False(RunningNodes.Runs(node.Id)));
    }

    [Fact]
    public async Task A_proposals_file_that_does_not_exist_starts_nothing()
    {
        var kept = Path.Combine(_folder, "run");
        (await FedProcess.RunAsync("demo", "--keep", kept, "--file", Path.Combine(_folder, "none.jsonl"))).AssertRefused(ExitCode.BadInput, "none.jsonl");
        Assert.False(Directory.Exists(kept));
    }

    [Fact]
    public async Task Nothing_on_standard_input_starts_nothing()
    {
        var kept = Path.Combine(_folder, "run");
        (await FedProcess.RunAsync("demo", "--keep", kept, "--file", "-")).AssertRefused(ExitCode.BadInput, "standard input", "no proposal");
        Assert.False(Directory.Exists(kept));
    }

    [Fact]
    public async Task A_folder_that_is_not_empty_is_not_used()
    {
        File.WriteAllText(Path.Combine(_folder, "mine"), "");
        (await FedProcess.RunAsync("demo", "--keep", _folder)).AssertRefused(ExitCode.BadInput, _folder);
    }
}
