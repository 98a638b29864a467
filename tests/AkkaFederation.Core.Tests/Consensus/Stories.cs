using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>Stories in which the known bugs show; each must end well with the rules as they should be.</summary>
internal static class Stories
{
    /// <summary>Twelve seeds of rough weather with crashes, cuts and impatient clients.</summary>
    public static void Campaign(RaftRules rules)
    {
        for (var seed = 1; seed <= 12; seed++)
        {
            var options = SimOptions.Rough with { Duplication = 0.2 };
            var cluster = new SimCluster(seed, seed % 2 == 0 ? 5 : 3, options, new RaftOptions { Rules = rules, MaxAppendEntries = 4 });
            var session = cluster.OpenSession();
            var keys = new List<ProposalKey>();
            for (var round = 0; round < 80; round++)
            {
                Disturb(cluster);
                var alive = cluster.Nodes.Where(n => n.Alive).ToArray();
                if (alive.Length > 0) keys.Add(cluster.Propose(alive[cluster.Random.Next(alive.Length)], session));
                foreach (var node in alive) cluster.Propose(node, keys[cluster.Random.Next(keys.Count)]);
                cluster.RunFor(cluster.Random.Next(60));
            }

            cluster.SettleAndCheck();
        }
    }

    /// <summary>Raft, Figure 8: an entry of an old term reaches a majority, and whoever lacks it still wins an election.</summary>
    public static void FigureEight(RaftRules rules)
    {
        var cluster = new SimCluster(1, 5, raftOptions: new RaftOptions { Rules = rules, MaxAppendEntries = 1 });
        var session = cluster.OpenSession();
        var first = cluster.ElectLeader();
        cluster.RunFor(300);
        var (term, witness) = (first.Raft.Term, cluster.Nodes.First(n => n != first));
        cluster.Network.Filter = m => m is AppendRequest && m.To != witness.Id;
        cluster.Propose(first, session);
        var length = first.Raft.Log.LastIndex;
        cluster.RunUntil(() => first.Raft.Stable == length && witness.Raft.Stable == length, "the entry on two of five");
        first.Crash();
        witness.Crash();

        // The second leader has an entry of its own term in that place, which reaches nobody.
        cluster.Network.Filter = m => m is AppendRequest;
        cluster.RunUntil(() => cluster.Leader is { } l && l.Raft.Stable == length, "a second leader");
        var second = cluster.Leader!;
        second.Crash();

        // The third one spreads the old entry; to whoever has that, its own does not get through.
        cluster.Network.Filter = m => m is AppendRequest a && a.Entries.Any(e => e.Term > term) && cluster[a.To] is { Alive: true } n && n.Raft.Log.Term(length) == term;
        first.Start();
        witness.Start();
        cluster.RunUntil(() => cluster.Nodes.Count(n => n.Alive && n.Raft.Log.Term(length) == term && n.Raft.Stable >= length) >= 3, "the old entry on a majority");
        cluster.RunFor(200);
        first.Crash();
        witness.Crash();
        cluster.Network.Filter = null;
        second.Start();
        cluster.RunUntil(() => cluster.Leader == second, "the second leader once more");
        cluster.SettleAndCheck();
    }

    /// <summary>A leader that is cut off gathers a long tail that is worth nothing, and comes back.</summary>
    public static void LongerButOlder(RaftRules rules)
    {
        var cluster = new SimCluster(2, 3, raftOptions: new RaftOptions { Rules = rules });
        var session = cluster.OpenSession();
        var first = cluster.ElectLeader();
        cluster.RunFor(200);
        cluster.Network.CutOff(first.Id);
        for (var i = 0; i < 10; i++) cluster.Propose(first, session);
        cluster.RunUntil(() => cluster.Leader is { } l && l != first && l.Raft.Log.Term(l.Raft.Commit) == l.Raft.Term, "a second leader");
        var second = cluster.Leader!;
        var key = cluster.Propose(second, session);
        cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(key), "a commit under the second leader");
        second.Crash();
        cluster.Network.Heal();
        cluster.RunUntil(() => cluster.Leader is { } l && l.Raft.Log.Term(l.Raft.Commit) == l.Raft.Term && l.Raft.Term > second.Disk.Hard.Term, "a third leader");
        cluster.SettleAndCheck();
    }

    public static void OneFollowerDown(RaftRules rules)
    {
        var cluster = new SimCluster(3, 3, raftOptions: new RaftOptions { Rules = rules });
        var session = cluster.OpenSession();
        var leader = cluster.ElectLeader();
        cluster.Nodes.First(n => n != leader).Crash();
        var key = cluster.Propose(leader, session);
        cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(key), "a commit with one follower down", 3000);
        cluster.SettleAndCheck();
    }

    /// <summary>etcd 8243: with pre-vote and check-quorum, a node with a higher term is refused by all and refuses all.</summary>
    public static void HigherTermComesBack(RaftRules rules)
    {
        var cluster = new SimCluster(8, 3, raftOptions: new RaftOptions { Rules = rules });
        var leader = cluster.ElectLeader();
        var stray = cluster.Nodes.First(n => n != leader);
        cluster.Network.CutOff(stray.Id);
        cluster.RunFor(100);
        stray.Crash();
        stray.Disk.Write(new PersistBatch(0, new HardState(leader.Raft.Term + 7, default), 0, [], 0));
        stray.Start();
        cluster.Network.Heal();
        cluster.RunUntil(() => cluster.Nodes.All(n => n.Raft.Term == stray.Raft.Term && !n.Raft.Leader.IsEmpty), "one term for all", 5000);
        cluster.SettleAndCheck();
    }

    /// <summary>A leader is stopped, another one commits, and the first is read from as it wakes up.</summary>
    public static void PausedLeaderIsRead(RaftRules rules)
    {
        var cluster = new SimCluster(9, 3, raftOptions: new RaftOptions { Rules = rules });
        var session = cluster.OpenSession();
        var former = cluster.ElectLeader();
        former.Paused = true;
        cluster.RunUntil(() => cluster.Nodes.Any(n => n != former && n.Raft.Role == RaftRole.Leader), "another leader");
        var key = cluster.Propose(cluster.Nodes.First(n => n != former && n.Raft.Role == RaftRole.Leader), session);
        cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(key), "a commit that the paused one does not know");
        var read = cluster.Read(former);
        former.Paused = false;
        cluster.RunUntil(() => read.Reply is not null, "the read", 5000);
        cluster.SettleAndCheck();
    }

    /// <summary>A new leader holds a committed entry of its predecessor without knowing that it is committed.</summary>
    public static void NewLeaderIsRead(RaftRules rules)
    {
        var cluster = new SimCluster(10, 3, raftOptions: new RaftOptions { Rules = rules });
        var session = cluster.OpenSession();
        var first = cluster.ElectLeader();
        cluster.RunFor(200);
        var witness = cluster.Nodes.First(n => n != first);
        cluster.Network.Filter = m => m is HeartbeatRequest or SealCertificate || (m is AppendRequest && m.To != witness.Id);
        var key = cluster.Propose(first, session, certificate: false);
        cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(key), "a commit of which nobody else hears");
        first.Crash();
        cluster.Network.Filter = m => m is AppendResponse;
        cluster.RunUntil(() => cluster.Leader == witness, "the witness to lead");
        var read = cluster.Read(witness);
        cluster.RunFor(100);
        cluster.Network.Filter = null;
        cluster.RunUntil(() => read.Reply is not null, "the read", 5000);
        cluster.SettleAndCheck();
    }

    /// <summary>hashicorp/raft 212: checkpoints come faster than a follower can fetch one.</summary>
    public static void SlowReceiver(RaftRules rules)
    {
        var snapshots = new SimSnapshots
        {
            Ballast = 4_000_000, Checkpoints = new() { EveryEntries = 20, Keep = 5 }, Transfer = new() { AskAgain = TimeSpan.FromMilliseconds(100), Rate = 2 << 20 },
        };
        var cluster = new SimCluster(11, 3, raftOptions: new RaftOptions { Rules = rules }, snapshots: snapshots);
        var session = cluster.OpenSession();
        var leader = cluster.ElectLeader();
        var slow = cluster.Nodes.First(n => n != leader);
        slow.Crash();
        SnapshotTests.Propose(cluster, session, 80);
        cluster.RunUntil(() => leader.Raft.Log.FirstIndex > 20, "compaction without it");
        slow.Start();
        for (var i = 0; i < 1000 && slow.Installed == 0; i++) SnapshotTests.Propose(cluster, session, 1);
        Assert.True(slow.Installed > 0, $"{cluster.Seed}: the follower never has a whole snapshot");
        cluster.SettleAndCheck();
    }

    /// <summary>A follower that was cut off hears of many commits at once, marks in the midst of them.</summary>
    public static void ManyAppliedAtOnce(RaftRules rules)
    {
        var snapshots = new SimSnapshots { Checkpoints = new() { EveryEntries = 15, Keep = 1000 } };
        var cluster = new SimCluster(12, 3, raftOptions: new RaftOptions { Rules = rules }, snapshots: snapshots);
        var session = cluster.OpenSession();
        var leader = cluster.ElectLeader();
        var follower = cluster.Nodes.First(n => n != leader);
        for (var round = 0; round < 6; round++)
        {
            cluster.Network.CutOff(follower.Id);
            SnapshotTests.Propose(cluster, session, 25);
            cluster.Network.Heal();
            cluster.RunFor(400);
            foreach (var node in cluster.Nodes) Assert.True(node.Fatal is null, $"{cluster.Seed}: {node.Fatal}");
        }

        cluster.SettleAndCheck();
        Assert.Contains(follower.Disk.Record!.Mark, cluster.Checker.Records.Keys);
    }

    internal static void Disturb(SimCluster cluster)
    {
        var node = cluster.Nodes[cluster.Random.Next(cluster.Nodes.Length)];
        switch (cluster.Random.Next(24))
        {
            case 0: node.Crash(); break;
            case 1 when cluster.Leader is { } leader: leader.Crash(); break;
            case 2 or 3 or 4 when !node.Alive: node.Start(); break;
            case 5: cluster.Network.CutOff(node.Id); break;
            case 6 when cluster.Leader is { } leader: cluster.Network.CutOff(leader.Id); break;
            case 7 or 8 or 9: cluster.Network.Heal(); break;
        }
    }
}
