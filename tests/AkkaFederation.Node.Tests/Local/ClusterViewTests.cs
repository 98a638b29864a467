using AkkaFederation.Node.Local;

namespace AkkaFederation.Node.Tests.Local;

public sealed class ClusterViewTests
{
    [Fact]
    public void A_leader_is_one_that_a_majority_follows_in_its_own_term()
    {
        Assert.Equal(1, View(Node("a", "FOLLOWER", 4, "b"), Node("b", "LEADER", 4, "b"), null).Leader());
        Assert.Equal(-1, View(Node("a", "FOLLOWER", 3, "b"), Node("b", "LEADER", 4, "b"), null).Leader());
        Assert.Equal(-1, View(Node("a", "LEADER", 4, "a"), null, null).Leader());
    }

    [Fact]
    public void Of_an_old_leader_and_a_new_one_the_majority_decides() => Assert.Equal(2, View(
        Node("a", "LEADER", 3, "a"), Node("b", "FOLLOWER", 4, "c"), Node("c", "LEADER", 4, "c")).Leader());

    [Fact]
    public void It_is_formed_only_when_all_see_all_and_follow_one()
    {
        var formed = View(Node("a", "LEADER", 1, "a"), Node("b", "FOLLOWER", 1, "a"), Node("c", "FOLLOWER", 1, "a"));
        Assert.True(formed.IsFormed());
        Assert.False(formed.With(2, null).IsFormed());
        Assert.False(formed.With(2, Node("c", "FOLLOWER", 0, null)).IsFormed());
        Assert.False(formed.With(2, Node("c", "FOLLOWER", 1, "a") with { Peers = [new PeerLine("a", "HEALTHY", 1), new PeerLine("b", "UNREACHABLE", null)] }).IsFormed());
    }

    [Fact]
    public void It_is_level_when_all_stand_at_one_commit_index()
    {
        var level = View(Node("a", "LEADER", 1, "a"), Node("b", "FOLLOWER", 1, "a"), Node("c", "FOLLOWER", 1, "a"));
        Assert.True(level.IsLevel());
        Assert.False(level.With(1, Node("b", "FOLLOWER", 1, "a") with { CommitIndex = 8 }).IsLevel());
        Assert.False(level.With(1, null).IsLevel());
    }

    private static ClusterView View(params NodeView?[] nodes) => new([.. nodes]);

    private static NodeView Node(string did, string role, ulong term, string? leader) =>
        new(did, role, term, leader, 9, [.. new[] { "a", "b", "c" }.Select(d => new PeerLine(d, "HEALTHY", 1))]);
}
