using AkkaFederation.Core.Tests.Consensus;
using AkkaFederation.Gossip;

namespace AkkaFederation.Core.Tests.Gossip;

/// <summary>Faults that others shipped; each by its number in the list of what is to be survived.</summary>
public sealed class GossipFaultTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_half_detached_node_causes_no_gossip_storm_M2(bool hears)
    {
        double Sent(bool detached)
        {
            var network = GossipNetwork.Of(10, 31);
            var half = network.Nodes[9];
            if (detached) network.Passes = (from, to) => hears ? from != half : to != half;
            for (var second = 0; second < 300; second++)
            {
                if (second % 5 == 0) network.Nodes[second % 9].Publish();

                // Membership sees it come and go.
                if (detached && second % 3 == 0)
                {
                    var ids = network.Nodes.Select(n => n.Id).Where(id => second % 2 == 0 || id != half.Id).ToList();
                    var members = new GossipMembers(ids, network.Nodes.Select(n => n.Id), []);
                    foreach (var node in network.Nodes) node.Do(new GossipMembersChanged(members));
                }

                network.RunFor(Second);
            }

            return network.Nodes.Take(9).Sum(n => (double)n.Sent);
        }

        Assert.InRange(Sent(true) / Sent(false), 0.5, 1.5);
    }

    [Fact]
    public void The_queue_is_bounded_and_the_oldest_of_the_lowest_priority_goes_first_M9()
    {
        var network = GossipNetwork.Of(3, 32, new GossipOptions { MaxQueue = 100, LogUpdates = 200, SyncInterval = TimeSpan.FromHours(1) });
        network.Passes = static (_, _) => false;
        var node = network.Nodes[0];
        for (var i = 0; i < 50; i++) node.Publish(priority: GossipPriority.Low);
        for (var i = 0; i < 10_000; i++) node.Publish();
        for (var i = 0; i < 20; i++) node.Publish(priority: GossipPriority.High);
        Assert.Equal(100, node.Core.Waiting);
        Assert.Equal(50, node.Core.Counters.Dropped(GossipPriority.Low));
        Assert.Equal(9_920, node.Core.Counters.Dropped(GossipPriority.Medium));
        Assert.Equal(0, node.Core.Counters.Dropped(GossipPriority.High));
        Assert.InRange(node.Core.Log.Bytes, 1, 200 * 400);
    }

    [Fact]
    public void What_all_origins_have_said_is_bounded_in_bytes_M9()
    {
        var network = GossipNetwork.Of(3, 33, new GossipOptions { TotalLogBytes = 500_000, LogBytes = 400_000, SyncInterval = TimeSpan.FromHours(1) });
        foreach (var node in network.Nodes)
        {
            for (var i = 0; i < 100; i++) node.Publish(payload: new string('x', 10_000));
        }

        network.RunFor(60 * Second);
        Assert.All(network.Nodes, n => Assert.InRange(n.Core.Log.Bytes, 1, 500_000));
    }

    [Fact]
    public void Nothing_vanishes_or_comes_again_when_a_departed_origin_is_pruned_and_comes_back_M11()
    {
        var network = GossipNetwork.Of(4, 34, new GossipOptions { Retention = 60 * Second, HeartbeatInterval = TimeSpan.Zero });
        var leaver = network.Nodes[3];
        network.Nodes[0].Publish("colour");
        leaver.Publish("colour");
        network.RunFor(5 * Second);
        var replay = leaver.Core.Log.Find(leaver.Id)!.Streams[0].Kept.Values[0];
        leaver.Crash();
        network.Meet();
        network.RunFor(120 * Second);
        Assert.All(network.Nodes.Take(3), n => Assert.True(n.Core.Log.Find(leaver.Id)!.Retired));
        network.Nodes[0].Do(new GossipHeard(network.Nodes[1].Id, new GossipRumours([new GossipRumour(replay, 1, "")])));
        Assert.DoesNotContain(network.Nodes[0].Delivered.Skip(1), u => u.Id == replay.Id);

        leaver.Begin();
        network.Meet();
        leaver.Publish("colour");
        Assert.True(network.RunUntil(() => network.Nodes.Take(3).All(n => n.Delivered.Count(u => u.Origin == leaver.Id) == 2), 90 * Second));
        Assert.True(network.RunUntil(() => leaver.Delivered.Exists(u => u.Origin == network.Nodes[0].Id), 90 * Second));
        Assert.All(network.Nodes, n => Assert.Equal(n.Delivered.Count, n.Delivered.Select(u => u.Id).Distinct().Count()));
    }

    [Fact]
    public void A_vector_clock_is_bounded_and_what_it_leaves_out_is_still_delivered_M11()
    {
        var network = GossipNetwork.Of(20, 35, new GossipOptions { ClockEntries = 4, HeartbeatInterval = TimeSpan.Zero });
        foreach (var node in network.Nodes.Skip(1)) node.Publish();
        network.RunFor(10 * Second);
        network.Nodes[0].Publish();
        network.RunFor(10 * Second);
        var clock = network.Nodes[1].Delivered[^1].Clock;
        Assert.Equal((4, true), (clock.Entries.Length, clock.IsPruned));
        Assert.All(network.Nodes, n => Assert.Equal(19, n.Delivered.Count));
    }

    [Fact]
    public void The_newest_of_each_kind_outlives_ten_lives_of_its_origin_M11()
    {
        var network = GossipNetwork.Of(2, 36, new GossipOptions { HeartbeatInterval = TimeSpan.Zero });
        var origin = network.Nodes[0];
        for (var life = 0; life < 10; life++)
        {
            origin.Publish($"only-in-{life % 2}");
            network.RunFor(3 * Second);
            origin.Begin();
            network.Meet();
        }

        network.RunFor(60 * Second);
        var late = network.Add();
        Assert.True(network.RunUntil(() => late.Delivered.Select(u => u.Kind).Distinct().Count() == 2, 60 * Second));
        Assert.Equal(10, network.Nodes[1].Delivered.Count);
    }

    [Fact]
    public void Two_epochs_worth_of_names_are_never_confused()
    {
        var node = TestKeys.Name(7);
        Assert.True(new GossipId(node, 1, 9).CompareTo(new GossipId(node, 2, 1)) < 0);
        Assert.NotEqual(new GossipId(node, 1, 1), new GossipId(node, 2, 1));
    }
}
