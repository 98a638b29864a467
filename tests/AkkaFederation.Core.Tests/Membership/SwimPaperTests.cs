using AkkaFederation.Membership;

namespace AkkaFederation.Core.Tests.Membership;

/// <summary>What we rely on of Das, Gupta, Motivala: "SWIM" (DSN 2002), one test for each claim.</summary>
public sealed class SwimPaperTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(3, 1)]
    [InlineData(5, 2)]
    [InlineData(25, 3)]
    public void Section_3_strong_completeness_a_crash_is_known_by_every_other_member(int count, int seed)
    {
        var network = VirtualNetwork.Formed(count, seed);
        network.RunFor(10 * Second);
        var dead = network.Nodes[1];
        network.Kill(dead);
        network.RunUntil(() => network.Nodes.All(n => n == dead || n.StatusOf(dead) == PeerStatus.Unreachable), 10 * Second);
        Assert.All(
            network.Nodes.Where(n => n != dead),
            n => Assert.All(network.Nodes.Where(o => o != dead && o != n), o => Assert.Equal(PeerStatus.Healthy, n.StatusOf(o))));
    }

    [Fact]
    public void Section_3_1_an_indirect_probe_saves_a_peer_whose_direct_path_is_cut()
    {
        var network = VirtualNetwork.Formed(5, seed: 4);
        var (a, b) = (network.Nodes[1], network.Nodes[2]);
        network.Passes = (from, to, _) => !((from == a && to == b) || (from == b && to == a));
        var events = a.Events.Count;
        network.RunFor(120 * Second);
        Assert.Equal(PeerStatus.Healthy, a.StatusOf(b));
        Assert.Equal(events, a.Events.Count);
    }

    [Fact]
    public void Section_3_1_one_way_loss_does_not_make_a_peer_dead_M13()
    {
        var network = VirtualNetwork.Formed(5, seed: 5);
        var (a, b) = (network.Nodes[1], network.Nodes[2]);
        network.Passes = (from, to, _) => !(from == b && to == a);
        network.RunFor(120 * Second);
        Assert.DoesNotContain(network.Nodes.SelectMany(n => n.Events), e => e.Event.To == PeerStatus.Unreachable);
    }

    [Fact]
    public void Section_3_2_the_load_of_a_node_does_not_grow_with_the_federation()
    {
        var small = MessagesPerNodeAndSecond(VirtualNetwork.Formed(8, seed: 6));
        var large = MessagesPerNodeAndSecond(VirtualNetwork.Formed(32, seed: 7));
        Assert.InRange(large, 0.9 * small, 1.1 * small);
        Assert.InRange(large, 1.5, 4);
    }

    [Fact]
    public void Section_4_1_each_member_passes_an_item_on_at_most_lambda_log_n_times()
    {
        var network = VirtualNetwork.Formed(16, seed: 8);
        network.RunFor(30 * Second);
        var sent = new Dictionary<(int, AssertionKind), int>();
        network.Passes = (from, _, message) =>
        {
            foreach (var item in message.Gossip.Where(i => i.Assertion is not null && message is not Ping))
                sent[(from.Index, item.Assertion!.Kind)] = sent.GetValueOrDefault((from.Index, item.Assertion.Kind)) + 1;
            return true;
        };
        network.Nodes[3].Do(LeaveFederation.Instance);
        network.RunFor(29 * Second);
        var limit = (int)Math.Ceiling(3 * Math.Log(16 + 1));
        Assert.Contains(sent, s => s.Key.Item1 != 3);
        Assert.All(sent.Where(s => s.Key.Item1 != 3), s => Assert.InRange(s.Value, 1, limit));
    }

    [Fact]
    public void Section_4_1_quiet_nodes_send_no_gossip_of_their_own()
    {
        var network = VirtualNetwork.Formed(5, seed: 9);
        network.RunFor(20 * Second);
        var carried = 0;
        network.Passes = (_, _, message) =>
        {
            if (message is News || message.Gossip.Length > 0) carried++;
            return true;
        };
        network.RunFor(9 * Second);
        Assert.Equal(0, carried);
        Assert.All(network.Nodes, n => Assert.Equal(0, n.Core.WaitingNews));
    }

    [Fact]
    public void Section_4_1_news_that_nobody_is_left_to_hear_does_not_wait_for_ever()
    {
        var network = VirtualNetwork.Formed(2, seed: 12);
        network.RunFor(20 * Second);
        Assert.All(network.Nodes, n => Assert.Equal(0, n.Core.WaitingNews));
    }

    [Fact]
    public void Section_4_2_a_suspected_member_refutes_with_a_higher_incarnation_and_is_never_declared_failed()
    {
        var network = VirtualNetwork.Formed(5, seed: 10);
        var suspect = network.Nodes[2];
        var before = suspect.Core.Incarnation;
        network.Passes = (from, to, _) => from != suspect;
        network.RunUntil(() => network.Nodes.Any(n => n != suspect && n.StatusOf(suspect) == PeerStatus.Degraded), 10 * Second);
        network.Passes = static (_, _, _) => true;
        network.RunUntil(network.AllHealthy, 10 * Second);
        Assert.True(suspect.Core.Incarnation > before);
        Assert.DoesNotContain(network.Nodes.SelectMany(n => n.Events), e => e.Event.Peer == suspect.Id && e.Event.To == PeerStatus.Unreachable);
    }

    [Fact]
    public void Section_4_3_every_member_is_probed_once_in_each_traversal()
    {
        var network = VirtualNetwork.Formed(8, seed: 11);
        var prober = network.Nodes[0];
        var probed = new List<int>();
        network.Passes = (from, to, message) =>
        {
            if (from == prober && message is Ping) probed.Add(to.Index);
            return true;
        };
        network.RunFor(60 * Second);

        Assert.True(probed.Chunk(7).Select(turn => string.Join(',', turn)).Distinct().Count() > 2, "every traversal has an order of its own");

        // Between two probes of one member lie at most two traversals but one.
        foreach (var peer in network.Nodes.Where(n => n != prober))
        {
            var turns = probed.Select((index, turn) => (index, turn)).Where(p => p.index == peer.Index).Select(p => p.turn).ToArray();
            Assert.True(turns.Length >= 7, $"{peer.Index} was probed {turns.Length} times");
            Assert.All(turns.Zip(turns.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, (2 * 7) - 1));
        }
    }

    private static double MessagesPerNodeAndSecond(VirtualNetwork network)
    {
        network.RunFor(30 * Second);
        var before = network.Messages;
        network.RunFor(100 * Second);
        return (network.Messages - before) / 100.0 / network.Nodes.Count;
    }
}
