using AkkaFederation.Membership;
using AkkaFederation.TestKit;

namespace AkkaFederation.Simulation.Tests;

/// <summary>Complete nodes in a world: they form a federation, lose parts of it, and come together again.</summary>
public sealed class FederationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private readonly SimulatedWorld _world = new(21, new SimulatedWorldOptions { Nodes = 5 });
    private readonly SimulatedClient _client;

    public FederationTests()
    {
        _world.StartAll();
        _client = _world.AddClient("client");
        Assert.True(_world.RunUntil(() => _world.Leader is not null, Patience));
        ProposeAndWait();
    }

    [Fact]
    public void The_leader_crashes_another_leads_and_what_was_acknowledged_is_kept()
    {
        var former = _world.Leader!;
        former.Crash();
        Assert.True(_world.RunUntil(() => _world.Leader is { } leader && leader != former, Patience));
        ProposeAndWait();
        former.Start();
        Assert.True(_world.RunUntil(() => _world.CoreOf(former)?.Raft.Commit == (ulong)_world.Consensus.Committed.Count, Patience));
        AssertNothingBroken();
    }

    [Fact]
    public void A_minority_cut_off_commits_nothing_and_catches_up_when_the_partition_heals()
    {
        var alone = _world.Leader!;
        var other = _world.Nodes.First(n => n != alone);
        _world.Partition(alone, other);
        ProposeAndWait();
        Assert.True(_world.RunUntil(() => Sees(other, PeerStatus.Unreachable) == 3, Patience));
        Assert.True(_world.CoreOf(alone)!.Raft.Commit < (ulong)_world.Consensus.Committed.Count);
        _world.Heal();
        Assert.True(_world.RunUntil(() => _world.Nodes.All(n => Sees(n, PeerStatus.Healthy) == 4), Patience));
        Assert.True(_world.RunUntil(() => _world.CoreOf(alone)!.Raft.Commit == (ulong)_world.Consensus.Committed.Count, Patience));
        AssertNothingBroken();
    }

    [Fact]
    public void A_node_that_is_stopped_takes_its_leave_and_comes_back()
    {
        var node = _world.Nodes[4];
        node.Stop();
        Assert.True(_world.RunUntil(() => !node.IsRunning, Patience));
        Assert.True(_world.RunUntil(() => _world.Nodes.Take(4).All(n => Sees(n, PeerStatus.Healthy) == 3), Patience));
        node.Start();
        Assert.True(_world.RunUntil(() => _world.Nodes.All(n => Sees(n, PeerStatus.Healthy) == 4), Patience));
        AssertNothingBroken();
    }

    [Fact]
    public void A_leader_whose_disk_stalls_gives_way()
    {
        var former = _world.Leader!;
        former.DiskStalled = true;
        _client.Propose();
        Assert.True(_world.RunUntil(() => _world.Leader is { } leader && leader != former, Patience));
        former.DiskStalled = false;
        ProposeAndWait();
        AssertNothingBroken();
    }

    private static int Sees(SimulatedNode node, PeerStatus status) => node.Membership?.Peers.Count(p => p.Status == status) ?? 0;

    private void ProposeAndWait()
    {
        var wanted = _world.Acknowledged + 1;
        Assert.True(_world.RunUntil(
            () =>
            {
                if (_world.Acknowledged < wanted) _client.Propose();
                return _world.Acknowledged >= wanted;
            },
            Patience));
    }

    private void AssertNothingBroken()
    {
        _world.Run(TimeSpan.FromSeconds(30));
        _world.CheckAtRest();
        Assert.Empty(_world.Violations);
    }
}
