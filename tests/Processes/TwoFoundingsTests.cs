using System.Globalization;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Local;

namespace Processes;

/// <summary>SPEC 5, A32: two nodes that each are to found a federation of one meet under one cluster id.</summary>
public sealed class TwoFoundingsTests : IDisposable
{
    private readonly Home _home = new();
    private readonly int[] _ports = FreePorts.Pick(2);

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A32_each_founds_its_own_log_and_refuses_the_other_s_genesis_by_name_once()
    {
        await using var a = Start("a", 0);
        await using var b = Start("b", 1);
        foreach (var node in new[] { a, b })
        {
            await node.LineAsync(NodeEvents.ReadyPrefix);
            await node.ErrorLineAsync("is another founding of cluster 'test'");
        }

        foreach (var node in new[] { a, b })
        {
            await node.SignalAsync("TERM");
            var end = await node.EndAsync();
            Assert.Equal(ExitCode.Ok, end.Code);
            Assert.Single(end.Error.Split('\n'), line => line.Contains("is another founding", StringComparison.Ordinal));
        }
    }

    private FedProcess Start(string name, int index)
    {
        _home.NewIdentity(name);
        var config = _home[$"{name}/node.conf"];
        File.WriteAllText(config, string.Create(CultureInfo.InvariantCulture,
            $$"""
            federation {
              cluster-id = "test"
              node { name = "{{name}}", port = {{_ports[index]}} }
              seed-nodes = ["127.0.0.1:{{_ports[1 - index]}}"]
              bootstrap-expect = 1
              membership.profile = local
            }

            """));
        return FedProcess.Start("node", "--config", config, "--json");
    }
}
