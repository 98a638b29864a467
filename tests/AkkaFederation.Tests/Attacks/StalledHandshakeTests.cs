#if !ENGINE_AKKANET
using System.Diagnostics;
using Akka.Actor;
using AkkaFederation.Engine.Remote;
using AkkaFederation.Hosting;

namespace AkkaFederation.Tests.Attacks;

/// <summary>Attack A12 on a whole node.</summary>
[Collection(AttackCollection.Name)]
public sealed class StalledHandshakeTests(NodeUnderAttack node) : IClassFixture<NodeUnderAttack>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A12_a_thousand_stalled_handshakes_do_not_keep_an_honest_node_out()
    {
        var alone = await JoinAsync("honest-1");
        await node.BeginAsync();
        var stalled = new List<RawConnection>();
        TimeSpan crowded;
        try
        {
            for (var i = 0; i < 1000; i++)
            {
                stalled.Add(await RawConnection.PlainAsync(node.Port));
                if (i % 2 == 0) await stalled[^1].SendAsync([0x16, 3, 1, 2, 0]);
            }

            crowded = await JoinAsync("honest-2");
        }
        finally
        {
            stalled.ForEach(s => s.Dispose());
        }

        // On a machine where a join takes longer than that without any attack, it may take as long with one.
        Assert.True(crowded < (alone * 4 > Limit ? alone * 4 : Limit), $"{crowded.TotalMilliseconds:0} ms with a thousand stalled handshakes, {alone.TotalMilliseconds:0} ms without");
        node.AssertSame(await node.StatusAsync());

        // Each stalled one ended for one reason; an honest one for none.
        string[] reasons = ["handshake-aborted", "handshake-evicted", "handshake-timeout"];
        Assert.All(RemotingCounters.Get(node.System).Refused, r => Assert.Contains(r.Key, reasons));
    }

    private async Task<TimeSpan> JoinAsync(string name)
    {
        node.Files.Add(name);
        var system = FederationSystem.CreateClient(node.Configuration(name, ""), new FederationOptions { Clock = TimeProvider.System });
        try
        {
            var client = FederationClient.Create(system, [node.Federation.Endpoint]);
            var watch = Stopwatch.StartNew();
            await client.GetStatusAsync(node.Federation.Endpoint).WaitAsync(NodeUnderAttack.Patience);
            return watch.Elapsed;
        }
        finally
        {
            await system.Terminate();
        }
    }
}
#endif
