using AkkaFederation.Membership;
using Xunit.Abstractions;

namespace AkkaFederation.Core.Tests.Membership;

/// <summary>
/// Long runs in virtual time: 25 nodes, 5 % of all messages lost. A bounded sample here, 24 simulated hours with
/// <c>AKFED_LONG_TESTS=1</c>.
/// </summary>
public sealed class CampaignTests(ITestOutputHelper output)
{
    private const int Nodes = 25;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static TimeSpan Campaign => LongRun.Is ? TimeSpan.FromHours(24) : TimeSpan.FromMinutes(20);

    [Fact]
    public void Five_percent_loss_makes_nobody_unreachable_and_a_crash_is_known_by_all_within_10_s()
    {
        var network = Formed(seed: 1);
        network.Loss = 0.05;
        var suspicions = 0L;
        for (var end = network.Now + Campaign; network.Now < end;)
        {
            network.RunFor(TimeSpan.FromMinutes(5));
            AssertNobodyIsUnreachable(network, except: null);
            suspicions += network.Nodes.Sum(n => n.Events.Count(e => e.Event.To == PeerStatus.Degraded));
            network.Nodes.ForEach(n => n.Events.Clear());
        }

        var worst = TimeSpan.Zero;
        for (var kill = 0; kill < 10; kill++)
        {
            var dead = network.Nodes[kill];
            network.Kill(dead);
            var time = network.RunUntil(() => network.AllKnow(dead, PeerStatus.Unreachable), 10 * Second);
            worst = time > worst ? time : worst;
            AssertNobodyIsUnreachable(network, except: dead);
            network.RunFor(5 * Second);
            Start(network, dead.Index);
            network.RunUntil(network.AllHealthy, 30 * Second);
            network.RunFor(10 * Second);
            network.Nodes.ForEach(n => n.Events.Clear());
        }

        output.WriteLine($"{Campaign.TotalHours:0.##} h: {suspicions} times DEGRADED, never UNREACHABLE; 10 crashes, the slowest known by all after {worst.TotalSeconds:0.0} s");
    }

    [Fact]
    public void A_node_whose_own_processor_stalls_20_s_each_minute_makes_no_healthy_peer_unreachable()
    {
        var network = Formed(seed: 2);
        network.Loss = 0.01;
        var stalled = network.Nodes[7];
        for (var end = network.Now + Campaign; network.Now < end;)
        {
            network.RunFor(40 * Second);
            stalled.PausedUntil = network.Now + (20 * Second);
            network.RunFor(20 * Second);
            AssertNobodyIsUnreachable(network, except: stalled);
            network.Nodes.ForEach(n => n.Events.Clear());
        }

        Assert.True(stalled.Core.Counters.Stalls > 0);
        output.WriteLine($"{Campaign.TotalHours:0.##} h with {stalled.Core.Counters.Stalls} stalls noticed; the node's own health is {stalled.Core.LocalHealthScore}");
    }

    [Fact]
    public void Tables_converge_after_quiet()
    {
        var network = Formed(seed: 3);
        network.Loss = 0.2;
        var random = new Random(3);
        for (var i = 0; i < 10; i++)
        {
            var node = network.Nodes[random.Next(Nodes)];
            network.Kill(node);
            network.RunFor(random.Next(1, 12) * Second);
            Start(network, node.Index);
            network.RunFor(5 * Second);
        }

        network.Loss = 0;
        network.RunUntil(network.AllHealthy, 60 * Second);
        network.RunFor(180 * Second);
        var first = network.Nodes[0].Core.Table.Canonical();
        Assert.All(network.Nodes, n => Assert.Equal(first, n.Core.Table.Canonical()));
    }

    // Within 10 % between 100 and 1,000 nodes in full; a sample between 50 and 150.
    [Fact]
    public void The_load_of_a_node_does_not_grow_with_the_federation()
    {
        var (few, many) = LongRun.Is ? (100, 1_000) : (50, 150);
        var (small, large) = (MessagesPerNodeAndSecond(few), MessagesPerNodeAndSecond(many));
        output.WriteLine($"{few} nodes: {small:0.000} messages per node and second; {many} nodes: {large:0.000}");
        Assert.InRange(large, 0.9 * small, 1.1 * small);
        Assert.InRange(large, 1, 4);
    }

    // All know all from the start, and what nobody needs to hear is not passed on.
    private static double MessagesPerNodeAndSecond(int nodes)
    {
        var network = new VirtualNetwork(seed: nodes, TestOptions.Lan with { RetransmitFactor = 0 }, TestIdentities.Quick) { Passes = static (_, _, _) => false };
        for (var i = 0; i < nodes; i++) network.Start(i, []).CheckEveryStep = false;
        var records = network.Nodes.ConvertAll(n => n.Core.SelfRecord);
        foreach (var node in network.Nodes)
        {
            foreach (var record in records) node.Do(new RegisterPeer(record));
        }

        network.Passes = static (_, _, _) => true;
        network.RunFor(20 * Second);
        var before = network.Messages;
        network.RunFor(60 * Second);
        return (network.Messages - before) / 60.0 / nodes;
    }

    private static void AssertNobodyIsUnreachable(VirtualNetwork network, VirtualNode? except)
    {
        foreach (var (node, at, change) in network.Nodes.SelectMany(n => n.Events.Select(e => (n, e.At, e.Event))))
        {
            if (change.Peer != except?.Id && change.To is (PeerStatus.Unreachable or PeerStatus.Evicted))
                Assert.Fail($"seed {network.Seed}, at {at}: n{node.Index} holds a living peer for {change.To}: {change.Detail}");
        }
    }

    private static VirtualNetwork Formed(int seed)
    {
        var network = new VirtualNetwork(seed, identities: TestIdentities.Quick);
        for (var i = 0; i < Nodes; i++) Start(network, i);
        network.RunUntil(network.AllHealthy, 20 * Second);
        network.RunFor(30 * Second);
        network.Nodes.ForEach(n => n.Events.Clear());
        return network;
    }

    private static void Start(VirtualNetwork network, int index) => network.Start(index, [index == 0 ? 1 : 0]).CheckEveryStep = false;
}
