using AkkaFederation.Gossip;

namespace AkkaFederation.Core.Tests.Gossip;

public sealed class SpreadingTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static GossipOptions RumoursAlone { get; } = new() { SyncInterval = TimeSpan.FromHours(24), HeartbeatInterval = TimeSpan.Zero };

    [Fact]
    public void What_one_says_reaches_all_exactly_once()
    {
        var network = GossipNetwork.Of(20, seed: 1);
        var id = network.Nodes[3].Publish(payload: "hello");
        network.RunFor(10 * Second);
        foreach (var node in network.Nodes.Where(n => n.Index != 3)) Assert.Equal(id, Assert.Single(node.Delivered).Id);
        Assert.Empty(network.Nodes[3].Delivered);
    }

    [Theory]
    [InlineData(GossipPriority.Low, 1)]
    [InlineData(GossipPriority.Medium, 3)]
    [InlineData(GossipPriority.High, 4)]
    [InlineData(GossipPriority.Critical, 6)]
    public void A_round_reaches_as_many_peers_as_the_priority_says(GossipPriority priority, int peers)
    {
        var network = GossipNetwork.Of(40, 2, RumoursAlone);
        network.Passes = static (_, _) => false;
        var sent = new List<int>();
        network.Observe = (_, to, _) => sent.Add(to.Index);
        network.Nodes[0].Publish(priority: priority);
        network.RunUntil(() => sent.Count > 0, Second);
        Assert.Equal(peers, sent.Distinct().Count());
        Assert.Equal(peers, sent.Count);
    }

    [Fact]
    public void The_fanout_is_never_below_one() => Assert.Equal(1, new GossipOptions { Fanout = 1 }.FanoutOf(GossipPriority.Low));

    [Fact]
    public void What_is_critical_goes_at_once_and_the_rest_in_the_nodes_own_beat()
    {
        var network = GossipNetwork.Of(10, 3, RumoursAlone with { FirstRound = TimeSpan.FromMilliseconds(200) });
        network.Passes = static (_, _) => false;
        network.RunFor(TimeSpan.FromMilliseconds(50));
        network.Nodes[0].Publish();
        Assert.Equal(0, network.Messages);
        network.Nodes[0].Publish("emergency");
        Assert.Equal(6, network.Messages);
        network.RunFor(TimeSpan.FromMilliseconds(149));
        Assert.Equal(6, network.Messages);
        network.RunFor(TimeSpan.FromMilliseconds(2));
        Assert.True(network.Messages > 6);
    }

    [Fact]
    public void A_flood_of_critical_updates_goes_by_rounds_after_the_first_ten()
    {
        var network = GossipNetwork.Of(10, 4, RumoursAlone);
        network.Passes = static (_, _) => false;
        for (var i = 0; i < 500; i++) network.Nodes[0].Publish("emergency");
        Assert.True(network.Messages <= 60, $"{network.Messages} messages at once");
    }

    [Fact]
    public void Batches_hold_ten_most_urgent_first()
    {
        var network = GossipNetwork.Of(5, 5, RumoursAlone);
        var batches = new List<GossipUpdates>();
        network.Passes = static (_, _) => false;
        network.Observe = (_, _, message) => batches.Add((GossipUpdates)message);
        for (var i = 0; i < 30; i++) network.Nodes[0].Publish();
        network.Nodes[0].Publish("security");
        network.RunUntil(() => batches.Count > 0, Second);
        Assert.All(batches.Take(3), b => Assert.Equal(10, b.Items.Length));
        Assert.Equal("security", batches[0].Items[0].Signed.Update.Kind);
    }

    [Fact]
    public void A_batch_of_large_updates_stays_below_what_a_message_holds()
    {
        var network = GossipNetwork.Of(3, 6, RumoursAlone);
        var largest = 0;
        network.Observe = (_, _, message) => largest = Math.Max(largest, ((GossipPush)message).Items.Sum(i => i.Signed.Size));
        for (var i = 0; i < 10; i++) network.Nodes[0].Publish(payload: new string('x', 20_000));
        network.RunFor(5 * Second);
        Assert.InRange(largest, 20_000, GossipOptions.MessageBytes);
        Assert.All(network.Nodes.Skip(1), n => Assert.Equal(10, n.Delivered.Count));
    }

    [Fact]
    public void Rounds_with_nothing_to_say_send_nothing()
    {
        var network = GossipNetwork.Of(10, 7, RumoursAlone);
        network.Nodes[0].Publish();
        network.RunFor(5 * Second);
        var sent = network.Messages;
        network.RunFor(3600 * Second);
        Assert.Equal(sent, network.Messages);
    }

    [Fact]
    public void The_hop_limit_ends_a_rumour()
    {
        var network = GossipNetwork.Of(60, 8, RumoursAlone);
        var hops = 0;
        network.Observe = (_, _, message) => hops = Math.Max(hops, ((GossipPush)message).Items.Max(i => i.Hops));
        network.Nodes[0].Publish("heartbeat");
        network.RunFor(10 * Second);
        Assert.Equal(2, hops);
        hops = 0;
        network.Nodes[0].Do(GossipLeave.Instance);
        network.RunFor(10 * Second);
        Assert.Equal(3, hops);
    }

    [Fact]
    public void The_path_names_those_who_passed_it_on_and_is_bounded()
    {
        var path = "";
        for (var i = 0; i < 100; i++)
        {
            path = GossipRumour.Append(path, $"did:key:hop{i:d3}");
            Assert.InRange(path.Length, 1, GossipRumour.MaxPathLength);
        }

        Assert.EndsWith(">hop098>hop099", path);
        Assert.Equal(GossipRumour.MaxPathHops, path.Split('>').Length);
    }

    [Fact]
    public void A_heartbeat_tells_the_capacity_and_is_not_kept()
    {
        var options = new GossipOptions { Capacity = new GossipCapacity(10, 20, 30), HeartbeatInterval = Second };
        var network = GossipNetwork.Of(3, 9, options);
        network.RunFor(10 * Second);
        Assert.All(network.Nodes, n => Assert.Equal(options.Capacity, network.Nodes[0].Core.CapacityOf(n.Id)));
        Assert.All(network.Nodes, n => Assert.Equal(0, n.Core.Log.OriginCount));
        Assert.All(network.Nodes, n => Assert.Empty(n.Delivered));
    }

    [Fact]
    public void Who_said_farewell_is_not_gossiped_with_any_more()
    {
        var network = GossipNetwork.Of(6, 10, RumoursAlone);
        var leaver = network.Nodes[2];
        leaver.Do(GossipLeave.Instance);
        network.RunFor(3 * Second);
        Assert.All(network.Nodes.Where(n => n != leaver), n => Assert.DoesNotContain(leaver.Id, n.Core.ActivePeers()));
        Assert.All(network.Nodes.Where(n => n != leaver), n => Assert.Contains(n.Events, e => e is NodeRemoved { Failed: false } gone && gone.Peer == leaver.Id));
        var toLeaver = 0;
        network.Observe = (_, to, _) => toLeaver += to == leaver ? 1 : 0;
        network.Nodes[0].Publish();
        network.RunFor(10 * Second);
        Assert.Equal(0, toLeaver);
    }

    [Fact]
    public void What_a_node_says_right_before_it_leaves_is_passed_on()
    {
        var network = GossipNetwork.Of(6, 11);
        network.Nodes[2].Publish(payload: "last words");
        network.Nodes[2].Do(GossipLeave.Instance);
        network.RunFor(60 * Second);
        Assert.All(network.Nodes.Where(n => n.Index != 2), n => Assert.Equal(["config", "farewell"], n.Delivered.Select(d => d.Kind).Order()));
    }

    [Fact]
    public void The_load_of_a_node_does_not_grow_with_the_federation()
    {
        double PerNode(int nodes)
        {
            var network = GossipNetwork.Of(nodes, 12, RumoursAlone);
            for (var i = 0; i < 10; i++) network.Nodes[i].Publish();
            network.RunFor(20 * Second);
            return network.Messages / (double)nodes / 10;
        }

        Assert.InRange(PerNode(250) / PerNode(100), 0.9, 1.1);
    }

    [Fact]
    public void Other_limits_hold_at_once()
    {
        var network = GossipNetwork.Of(40, 13, RumoursAlone);
        network.Passes = static (_, _) => false;
        network.Nodes[0].Do(new GossipReconfigure(RumoursAlone with { Fanout = 5, Interval = TimeSpan.FromMilliseconds(50) }));
        network.Nodes[0].Publish();
        network.RunFor(TimeSpan.FromMilliseconds(51));
        Assert.Equal(5, network.Messages);
    }

    [Fact]
    public void Vector_clocks_order_what_depends_on_one_another()
    {
        var network = GossipNetwork.Of(4, 14);
        network.Nodes[0].Publish(payload: "question");
        network.RunFor(3 * Second);
        network.Nodes[1].Publish(payload: "answer");
        network.Nodes[2].Publish(payload: "aside");
        network.RunFor(3 * Second);
        var at3 = network.Nodes[3].Delivered;
        var (question, answer, aside) = (at3[0], at3.Single(u => u.Origin == network.Nodes[1].Id), at3.Single(u => u.Origin == network.Nodes[2].Id));
        Assert.Equal(CausalOrder.Before, VectorClock.Compare(question, answer));
        Assert.Equal(CausalOrder.After, VectorClock.Compare(answer, question));
        Assert.Equal(CausalOrder.Unordered, VectorClock.Compare(answer, aside));
        Assert.Equal(CausalOrder.Same, VectorClock.Compare(aside, aside));
    }
}
