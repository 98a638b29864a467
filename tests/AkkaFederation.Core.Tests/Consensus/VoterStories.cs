using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>Stories about changes of voters in which the known bugs show; each must end well with the rules as they should be.</summary>
internal static class VoterStories
{
    /// <summary>
    /// hashicorp/raft 524: a voter is removed while it is away. It comes back, knows nothing of that, and stands for election
    /// again and again.
    /// </summary>
    public static void RemovedNodeComesBack(RaftRules rules)
    {
        var cluster = new SimCluster(11, 4, raftOptions: new RaftOptions { Rules = rules, AutoPromote = false });
        var session = cluster.OpenSession();
        cluster.RunFor(300);
        var leader = cluster.ElectLeader();
        var removed = cluster.Nodes.First(n => n != leader);
        cluster.Network.CutOff(removed.Id);
        cluster.ChangeUntilDone(VoterChange.Remove(removed.Id));
        leader = cluster.ElectLeader();
        cluster.RunFor(2000);
        cluster.Network.Heal();
        var term = leader.Raft.Term;
        for (var i = 0; i < 20; i++)
        {
            var key = cluster.Propose(leader, session);
            cluster.RunFor(250);
            Assert.True(leader.Raft.Role == RaftRole.Leader && leader.Raft.Term == term, $"{cluster.Seed}: a removed node unsettled the leader of term {term}");
            Assert.True(cluster.Checker.Acknowledged.ContainsKey(key), $"{cluster.Seed}: a removed node unsettled a proposal");
        }

        cluster.SettleAndCheck();
    }

    /// <summary>
    /// Ongaro's erratum of 2015: one leader adds a voter and is cut off with that; the next one removes another voter at once.
    /// Neither knows of the other's change, and majorities of the two configurations need not meet.
    /// </summary>
    public static void TwoChangesAtOnce(RaftRules rules)
    {
        var cluster = new SimCluster(12, 4, raftOptions: new RaftOptions { Rules = rules, AutoPromote = false });
        var fifth = cluster.Join();
        cluster.RunUntil(() => cluster.Nodes.All(n => n.Alive && n.Raft.LinkedEpoch > 0), "a learner that all know");
        cluster.RunFor(500);
        var first = cluster.ElectLeader();
        var others = cluster.Nodes.Where(n => n != first && n != fifth).ToArray();

        // The first leader's change reaches the new voter only.
        cluster.Network.Filter = m => m is AppendRequest a && a.From == first.Id && a.To != fifth.Id;
        cluster.Change(first, VoterChange.Promote(fifth.Id));
        cluster.RunUntil(() => fifth.Raft.IsVoter(fifth.Id) && fifth.Raft.Stable == fifth.Raft.Log.LastIndex && first.Raft.Stable == first.Raft.Log.LastIndex, "a change on two disks");
        first.Crash();
        fifth.Crash();

        // The second leader's change reaches one other only.
        var (second, witness) = Second(cluster, others);
        var removal = second.Raft.ChangeVoters(VoterChange.Remove(first.Id), cluster.Now);
        second.Flush();
        second.Flush();
        cluster.RunFor(200);
        second.Crash();
        witness.Crash();

        // With the voter who knows of neither, the first configuration has a majority.
        cluster.Network.Filter = null;
        first.Start();
        fifth.Start();
        cluster.RunFor(3000);
        if (!rules.MayChangeVoters(1, 2)) Assert.Equal(AppendStatus.Refused, removal.Status);
        cluster.SettleAndCheck();
    }

    private static (SimNode Second, SimNode Witness) Second(SimCluster cluster, SimNode[] others)
    {
        SimNode? second = null;
        SimNode? witness = null;
        cluster.Network.Filter = m => m is AppendRequest a && (a.From != second?.Id || a.To != witness?.Id);
        cluster.RunUntil(() => others.Any(n => n.Raft.Role == RaftRole.Leader), "a second leader");
        second = others.First(n => n.Raft.Role == RaftRole.Leader);
        witness = others.First(n => n != second);
        return (second, witness);
    }
}
