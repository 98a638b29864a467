using AkkaFederation.Broadcast;
using AkkaFederation.TestKit.Dissemination;

namespace AkkaFederation.Simulation.Tests.Broadcast;

/// <summary>Many cores over one network: who dies, joins, is slow or cut off. Invariants are checked after every step.</summary>
public sealed class BroadcastNetworkTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Loss_jitter_deaths_and_joins_at_once_neither_lose_nor_double_a_broadcast(ulong seed)
    {
        var network = Network(40, seed, loss: 0.1);
        network.Jitter = TimeSpan.FromMilliseconds(40);
        var random = new Random((int)seed);
        var published = new List<BroadcastId>();
        for (var i = 0; i < 60; i++)
        {
            published.Add(Publish(network, network.Living.ElementAt(random.Next(network.Living.Count()))));
            network.RunFor(TimeSpan.FromMilliseconds(30));
            if (i % 10 == 5)
            {
                network.Kill(network.Living.ElementAt(random.Next(network.Living.Count())));
                network.RunFor(TimeSpan.FromMilliseconds(200));
                network.Add(epoch: 1);
                network.ChangeMembers();
            }
        }

        network.RunFor(20 * Second);
        AssertAllOnce(network, published.Where(id => network.Find(id.Origin).Lives));
    }

    [Fact]
    public void The_death_of_a_node_that_joins_two_branches_is_mended_by_a_graft()
    {
        var network = Network(60, 4);
        for (var i = 0; i < 5; i++) AssertReachesAll(network, network.Nodes[i]);
        var hub = network.Nodes.MaxBy(n => n.Core.Links.Count(l => l.Eager))!;
        network.Kill(hub);
        var grafts = network.Nodes.Sum(n => n.Core.Counters.Grafts);
        AssertReachesAll(network, network.Living.First());
        Assert.True(network.Nodes.Sum(n => n.Core.Counters.Grafts) > grafts, "no link was grafted, so nothing hung on the hub");
    }

    [Fact]
    public void Links_that_were_grafted_and_pruned_form_a_tree_again()
    {
        var network = Network(200, 5, loss: 0.1);
        for (var i = 0; i < 10; i++) AssertReachesAll(network, network.Nodes[i]);
        network.Loss = 0;
        for (var i = 0; i < 10; i++) AssertReachesAll(network, network.Nodes[i]);
        var eager = network.Nodes.Sum(n => n.Core.Links.Count(l => l.Eager && network.Find(l.Id).Core.Links.Any(o => o.Id == n.Id && o.Eager)));
        Assert.Equal(2 * (network.Nodes.Count - 1), eager);
    }

    [Fact]
    public void A_peer_that_does_not_answer_is_pushed_no_more_than_its_window_and_gets_the_rest_when_it_is_back_M9()
    {
        var options = new BroadcastOptions { PeerWindow = 8 };
        var network = new BroadcastNetwork(5, 6, options) { Checks = true };
        var silent = network.Nodes[4];
        network.Passes = (from, to) => from != silent && to != silent;
        var published = new List<BroadcastId>();
        for (var i = 0; i < 100; i++)
        {
            published.Add(Publish(network, network.Nodes[0]));
            network.RunFor(TimeSpan.FromMilliseconds(80));
        }

        var link = network.Nodes[0].Core.Links.Single(l => l.Id == silent.Id);
        Assert.Equal(8, link.Pushed);
        Assert.Equal(92, network.Nodes[0].Core.Counters.DroppedForSlowPeer);
        foreach (var node in network.Nodes.SkipLast(1)) Assert.Equal(100, node.Deliveries.Count);
        network.Passes = (_, _) => true;
        network.RunFor(20 * Second);
        AssertAllOnce(network, published);
    }

    [Fact]
    public void A_slow_peer_delays_nobody_and_loses_nothing()
    {
        var network = Network(30, 7);
        for (var i = 0; i < 3; i++) AssertReachesAll(network, network.Nodes[i]);
        network.Nodes[9].Slowness = 2 * Second;
        var start = network.Now;
        var published = Enumerable.Range(0, 20).Select(i => Publish(network, network.Nodes[i < 9 ? i : i + 1])).ToArray();
        network.RunFor(15 * Second);
        AssertAllOnce(network, published);
        foreach (var node in network.Nodes.Where(n => n.Index != 9))
            Assert.All(node.Deliveries.Where(d => d.At > start), d => Assert.InRange(d.At - start, TimeSpan.Zero, TimeSpan.FromSeconds(1.5)));
    }

    [Fact]
    public void A_half_detached_node_that_hears_and_is_not_heard_causes_no_storm_M2()
    {
        var network = Network(20, 8);
        AssertReachesAll(network, network.Nodes[0]);
        var half = network.Nodes[5];
        network.Passes = (from, _) => from != half;
        for (var i = 0; i < 10; i++) Publish(network, network.Nodes[0]);
        network.RunFor(5 * Second);
        var before = network.Messages;
        network.RunFor(10 * Second);

        // All that is left are announcements to it, from each neighbour one message at growing intervals.
        Assert.InRange(network.Messages - before, 1, 10 * 10 * 2);
        Assert.Equal(11, half.Deliveries.Count);
    }

    [Fact]
    public void A_node_that_joins_gets_what_is_kept_and_nothing_older()
    {
        var network = Network(20, 9);
        var old = Publish(network, network.Nodes[0]);
        network.RunFor(25 * Second);
        var recent = Publish(network, network.Nodes[1]);
        network.RunFor(10 * Second);
        var joiner = network.Add(epoch: 1);
        network.ChangeMembers();
        network.RunFor(3 * Second);
        Assert.Contains(recent, joiner.Had);
        Assert.DoesNotContain(old, joiner.Had);
    }

    [Fact]
    public void Silence_follows_once_all_have_it()
    {
        var network = Network(50, 10, loss: 0.05);
        for (var i = 0; i < 5; i++) AssertReachesAll(network, network.Nodes[i]);
        network.RunFor(60 * Second);
        var messages = network.Messages;
        network.RunFor(60 * Second);
        Assert.Equal(messages, network.Messages);
        Assert.All(network.Nodes, n => Assert.Equal(0, n.Core.CachedCount));
    }

    private static BroadcastNetwork Network(int nodes, ulong seed, double loss = 0) => new(nodes, seed) { Loss = loss, Checks = true };

    private static BroadcastId Publish(BroadcastNetwork network, BroadcastNode node)
    {
        network.Publish(node, 64);
        return node.Published[^1];
    }

    private static void AssertReachesAll(BroadcastNetwork network, BroadcastNode from)
    {
        var id = Publish(network, from);
        Assert.True(network.RunUntil(() => network.LivingWithout(id) == 0, 20 * Second));
        network.RunFor(2 * Second);
    }

    private static void AssertAllOnce(BroadcastNetwork network, IEnumerable<BroadcastId> published)
    {
        var wanted = published.ToArray();
        Assert.NotEmpty(wanted);
        foreach (var node in network.Living)
        {
            var lacking = wanted.Where(id => !node.Had.Contains(id)).ToArray();
            Assert.True(lacking.Length == 0, $"node {node.Index} lacks {lacking.Length} of {wanted.Length}, the first is {lacking.FirstOrDefault()}");
            Assert.Equal(node.Deliveries.Count, node.Had.Count);
        }
    }
}
