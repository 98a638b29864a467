using AkkaFederation.Membership;

namespace AkkaFederation.Core.Tests.Membership;

public sealed class FormationTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(25)]
    public void Nodes_that_start_together_know_one_another_within_three_seconds(int count)
    {
        var network = new VirtualNetwork(seed: count);
        for (var i = 0; i < count; i++) network.Start(i, [0]);
        network.RunUntil(network.AllHealthy, 3 * Second);
        Assert.All(network.Nodes, n => Assert.Equal(count - 1, n.Core.Snapshot().Peers.Length));
    }

    [Fact]
    public void Nodes_that_start_before_their_seed_join_within_three_seconds_of_its_start()
    {
        var network = new VirtualNetwork(seed: 1);
        network.Start(1, [0]);
        network.Start(2, [0]);
        network.RunFor(60 * Second);
        Assert.All(network.Nodes, n => Assert.Empty(n.Core.Snapshot().Peers));
        network.Start(0, [0]);
        network.RunUntil(network.AllHealthy, 3 * Second);
    }

    [Fact]
    public void A_first_seed_that_restarts_rejoins_by_the_other_seeds_M5()
    {
        var network = new VirtualNetwork(seed: 2);
        for (var i = 0; i < 3; i++) network.Start(i, [0, 1, 2]);
        network.RunUntil(network.AllHealthy, 3 * Second);
        network.Kill(network.Nodes[0]);
        network.RunFor(20 * Second);
        network.Start(0, [0, 1, 2]);
        network.RunUntil(network.AllHealthy, 3 * Second);
    }

    [Fact]
    public void A_restarted_seed_that_names_only_itself_is_found_by_those_who_know_it_M5()
    {
        var network = VirtualNetwork.Formed(4, seed: 3);
        network.Kill(network.Nodes[0]);
        network.RunUntil(() => network.Nodes.Skip(1).All(n => n.StatusOf(network.Nodes[0]) == PeerStatus.Unreachable), 20 * Second);
        network.Start(0, [0]);
        network.RunUntil(network.AllHealthy, 20 * Second);
    }

    [Theory]
    [InlineData("akka.ssl.tcp://fed@10.0.0.99:7615")]
    [InlineData("akka.ssl.tcp://fed@10.0.0.10:7615")]
    public void A_node_restarted_at_another_address_takes_the_place_of_its_earlier_life(string moved)
    {
        var network = VirtualNetwork.Formed(4, seed: 4);
        network.Kill(network.Nodes[2]);
        var node = network.Start(2, [0], endpoint: moved);
        network.RunUntil(() => network.AllHealthy() && network.Nodes.All(n => n.Core.Snapshot().Find(node.Id)!.Endpoint == moved), 3 * Second);
    }

    [Fact]
    public void Mass_restart_leaves_no_living_node_dead_M3()
    {
        var network = VirtualNetwork.Formed(9, seed: 5);
        foreach (var node in network.Nodes.ToArray()) network.Kill(node);
        for (var i = 0; i < 9; i++) network.Start(i, [0, 1]);
        network.RunUntil(network.AllHealthy, 5 * Second);
        network.RunFor(120 * Second);
        Assert.True(network.AllHealthy(), network.Describe());
    }

    [Fact]
    public void Two_halves_started_apart_merge_when_a_seed_of_one_is_reached()
    {
        var network = new VirtualNetwork(seed: 6) { Passes = static (a, b, _) => (a.Index < 2) == (b.Index < 2) };
        network.Start(0, [0, 2]);
        network.Start(1, [0, 2]);
        network.Start(2, [0, 2]);
        network.Start(3, [0, 2]);
        network.RunFor(60 * Second);
        Assert.Equal([1, 1, 1, 1], network.Nodes.Select(n => n.Core.Snapshot().Peers.Length));
        network.Passes = static (_, _, _) => true;
        network.RunUntil(network.AllHealthy, 20 * Second);
    }

    [Fact]
    public void A_node_of_another_cluster_is_refused_and_changes_nothing_A18()
    {
        var network = VirtualNetwork.Formed(3, seed: 7);
        var stranger = network.Start(9, [0], cluster: "another");
        network.RunFor(10 * Second);
        Assert.Null(network.Nodes[0].StatusOf(stranger));
        Assert.True(network.Nodes[0].Core.Counters.Refused(MembershipRefusal.ForeignCluster) > 0);
        Assert.Empty(stranger.Core.Snapshot().Peers);
    }

    [Fact]
    public void A_join_is_seen_by_all_at_once_and_not_by_the_next_anti_entropy_M14()
    {
        var network = VirtualNetwork.Formed(25, seed: 8);
        network.RunFor(30 * Second);
        var newcomer = network.Start(25, [3]);
        network.RunUntil(() => network.Nodes.All(n => n == newcomer || n.StatusOf(newcomer) == PeerStatus.Healthy), TimeSpan.FromMilliseconds(1_000));
    }
}
