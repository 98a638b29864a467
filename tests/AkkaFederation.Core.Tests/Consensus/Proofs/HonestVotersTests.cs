using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus.Proofs;

/// <summary>
/// An honest voter never makes evidence, whatever crashed, was cut off or came late; one that forgets, or that was restored
/// from a back-up, does. So evidence proves a broken rule and nothing less.
/// </summary>
public sealed class HonestVotersTests
{
    public static TheoryData<int, int> Seeds()
    {
        var data = new TheoryData<int, int>();
        for (var seed = 1; seed <= 24; seed++) data.Add(seed, seed % 3 == 0 ? 5 : 3);
        return data;
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A20_honest_voters_never_produce_evidence_and_E23_whatever_a_quorum_signed_stays_in_the_log(int seed, int count)
    {
        var cluster = new SimCluster(seed, count, SimOptions.Rough with { Replay = 0.05 }, new RaftOptions { MaxAppendEntries = 4 });
        var session = cluster.OpenSession();
        var everything = new SignedEverything(cluster);
        for (var round = 0; round < 80; round++)
        {
            Disturb(cluster);
            var alive = cluster.Nodes.Where(n => n.Alive).ToArray();
            if (alive.Length > 0) cluster.Propose(alive[cluster.Random.Next(alive.Length)], session);
            cluster.RunFor(cluster.Random.Next(50));
        }

        cluster.SettleAndCheck();
        everything.Watch();
        foreach (var node in cluster.Nodes) cluster.Propose(node, session);
        cluster.RunFor(2000);
        Assert.True(everything.Count >= count, $"{cluster.Seed}: only {everything.Count} statements");
        Assert.Empty(everything.Evidence);
        var log = cluster.Nodes[0].Raft.Log;
        var sealed_ = everything.Quorums(count / 2 + 1).ToArray();
        Assert.NotEmpty(sealed_);
        Assert.All(sealed_, q => Assert.Equal(log.Tree.Root(q.Size), q.Root));
    }

    [Fact]
    public void A_voter_that_was_restarted_does_not_vote_again_in_the_same_term()
    {
        var (cluster, everything) = Alone();
        VoteForTwo(cluster);
        Assert.Empty(everything.Evidence);
        Assert.Equal(1, everything.Count);
    }

    [Fact]
    public void A20_a_voter_that_forgets_its_vote_in_a_restart_makes_evidence()
    {
        var (cluster, everything) = Alone();
        cluster.Nodes[0].Remembers = hard => hard with { Vote = default };
        VoteForTwo(cluster);
        Proves(cluster, everything, EvidenceKind.Vote);
    }

    [Fact]
    public void A_leader_that_sends_another_entry_for_the_same_place_gets_no_second_signature()
    {
        var (cluster, everything) = Alone();
        SealTwo(cluster, restore: false);
        Assert.Empty(everything.Evidence);
    }

    [Fact]
    public void E22_a_voter_that_was_restored_from_a_back_up_makes_evidence()
    {
        var (cluster, everything) = Alone();
        SealTwo(cluster, restore: true);
        Proves(cluster, everything, EvidenceKind.Seal);
    }

    // One voter, and candidates and leaders played by the test.
    private static (SimCluster Cluster, SignedEverything Everything) Alone()
    {
        var cluster = new SimCluster(1, 3) { Unwatched = true };
        var everything = new SignedEverything(cluster) { DropAll = true };
        foreach (var node in cluster.Nodes[1..]) node.Crash();
        return (cluster, everything);
    }

    private static void VoteForTwo(SimCluster cluster)
    {
        var voter = cluster.Nodes[0];
        voter.Receive(new VoteRequest(cluster.Names[1], voter.Id, 5, 100, 4));
        cluster.RunFor(50);
        voter.Crash();
        voter.Start();
        voter.Receive(new VoteRequest(cluster.Names[2], voter.Id, 5, 100, 4));
        cluster.RunFor(50);
    }

    private static void SealTwo(SimCluster cluster, bool restore)
    {
        var (voter, leader) = (cluster.Nodes[0], cluster.Names[1]);
        var backUp = voter.Disk.Copy();
        foreach (ulong time in new ulong[] { 1, 2 })
        {
            var entry = new LogEntry { Index = 1, Term = 5, Time = time, Kind = EntryKind.NoOp };
            voter.Receive(new AppendRequest(leader, voter.Id, 5, 0, 0, [entry], 0, 1));
            cluster.RunFor(50);
            voter.Crash();
            if (restore) voter.Disk = backUp.Copy();
            voter.Start();
        }
    }

    private static void Proves(SimCluster cluster, SignedEverything everything, EvidenceKind kind)
    {
        var evidence = Assert.Single(everything.Evidence);
        Assert.Equal(cluster.Nodes[0].Id, evidence.Signer);
        Assert.True(evidence.Verify(cluster.Genesis, new TestVerifier(), out var reason), reason);
        Assert.True(evidence.TryGetSlot(cluster.Genesis, out var slot, out _));
        Assert.Equal((kind, 5UL), (slot.Kind, slot.Term));
    }

    private static void Disturb(SimCluster cluster)
    {
        var node = cluster.Nodes[cluster.Random.Next(cluster.Nodes.Length)];
        switch (cluster.Random.Next(30))
        {
            case 0 or 1: node.Crash(); break;
            case 2 when cluster.Leader is { } leader: leader.Crash(); break;
            case 3 or 4 or 5 or 6 or 19 or 20 or 21: foreach (var dead in cluster.Nodes.Where(n => !n.Alive)) dead.Start(); break;
            case 7: cluster.Network.CutOff(node.Id); break;
            case 8 when cluster.Leader is { } leader: cluster.Network.CutOff(leader.Id); break;
            case 9: cluster.Network.CutOneWay(node.Id, cluster.Names[cluster.Random.Next(cluster.Names.Length)]); break;
            case 10 or 11 or 12: cluster.Network.Heal(); break;
            case 13: node.Paused = true; break;
            case 14 or 15: node.Paused = false; break;
            case 16: node.DiskHangs = true; break;
            case 17 or 18: node.DiskHangs = false; break;
        }
    }
}
