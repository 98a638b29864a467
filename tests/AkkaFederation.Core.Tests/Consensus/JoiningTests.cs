using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>Nodes that come later: learners that become voters, up to a number (SPEC 5; dissertation 4.2.1).</summary>
public sealed class JoiningTests
{
    [Fact]
    public void Later_nodes_join_as_learners_and_become_voters_up_to_the_limit()
    {
        var cluster = new SimCluster(1, 3);
        var session = cluster.OpenSession();
        var joiners = Enumerable.Range(0, 4).Select(_ => cluster.Join()).ToArray();
        cluster.RunUntil(() => cluster.Leader is { } l && l.Raft.Configuration is { Voters.Count: 5, Learners.Count: 2 }, "five voters and two learners");
        var key = cluster.Propose(joiners[3], session);
        cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(key), "a commit proposed through a joiner");
        cluster.RunFor(2000);
        Assert.Equal(2, joiners.Count(j => j.Raft.Role == RaftRole.Learner));
        Assert.Equal(6, cluster.Checker.Voters.Changes);
        cluster.SettleAndCheck();
        Assert.Equal(7, cluster.Members.Length);
    }

    [Fact]
    public void A_federation_of_one_grows()
    {
        var cluster = new SimCluster(2, 1);
        cluster.ElectLeader();
        for (var i = 0; i < 4; i++) cluster.Join();
        cluster.RunUntil(() => cluster.Leader?.Raft.Voters.Count == 5, "five voters");
        cluster.Leader!.Crash();
        var session = cluster.OpenSession();
        var key = cluster.Propose(cluster.Nodes.First(n => n.Alive), session);
        cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(key), "a commit without the founder");
        cluster.SettleAndCheck();
    }
}
