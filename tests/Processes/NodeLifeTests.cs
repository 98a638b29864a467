using System.Diagnostics;
using System.Text.Json;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Local;

namespace Processes;

/// <summary>How a node begins and ends.</summary>
public sealed class NodeLifeTests : IDisposable
{
    private readonly Home _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task The_banner_names_did_and_address_and_sigterm_stops_in_good_order()
    {
        await using var node = FedProcess.Start("node", "--config", _home.Config);
        await node.LineAsync("did:key:zDn");
        await node.LineAsync($"akka.ssl.tcp://federation@127.0.0.1:{_home.Port}");
        await node.LineAsync("ready: ");
        await node.SignalAsync("TERM");
        Assert.Equal(ExitCode.Ok, (await node.EndAsync()).Code);
    }

    [Fact]
    public async Task Ctrl_c_stops_it_in_good_order_and_it_starts_again_as_itself()
    {
        var first = await LiveAsync(node => node.SignalAsync("INT"));
        var second = await LiveAsync(node => node.SignalAsync("INT"));
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task A_killed_node_starts_again_from_its_database()
    {
        await using (var node = FedProcess.Start("node", "--config", _home.Config, "--json"))
        {
            await node.LineAsync(NodeEvents.ReadyPrefix);
            await node.SignalAsync("KILL");
            await node.EndAsync();
        }
        await LiveAsync(node => node.SignalAsync("TERM"));
    }

    [Fact]
    public async Task With_exit_with_parent_it_ends_when_its_parent_is_killed()
    {
        // A shell is the parent; killing it leaves the node with nobody at the other end of its standard input.
        var start = FedExecutable.StartInfo("node", "--config", _home.Config, "--json", "--exit-with-parent");
        var command = string.Join(' ', start.ArgumentList.Prepend(start.FileName).Select(a => $"'{a}'"));
        var shell = new ProcessStartInfo("sh", ["-c", $"{command}; true"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var parent = Process.Start(shell)!;
        var line = "";
        while (!line.StartsWith(NodeEvents.ListeningPrefix, StringComparison.Ordinal))
            line = await parent.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the node ended");
        using var node = Process.GetProcessById(JsonDocument.Parse(line).RootElement.GetProperty("pid").GetInt32());
        parent.Kill();
        parent.StandardInput.Close();
        using var limit = new CancellationTokenSource(FedProcess.Patience);
        await node.WaitForExitAsync(limit.Token);
        Assert.True(node.HasExited);
    }

    private async Task<string> LiveAsync(Func<FedProcess, Task> end)
    {
        await using var node = FedProcess.Start("node", "--config", _home.Config, "--json");
        var did = JsonDocument.Parse(await node.LineAsync(NodeEvents.ListeningPrefix)).RootElement.GetProperty("did").GetString()!;
        await node.LineAsync(NodeEvents.ReadyPrefix);
        await end(node);
        Assert.Equal(ExitCode.Ok, (await node.EndAsync()).Code);
        return did;
    }
}
