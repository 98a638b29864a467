using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus.Proofs;

/// <summary>A key that is proven to have equivocated is made no voter again.</summary>
public sealed class AccusedVotersTests
{
    [Fact]
    public void A20_a_proven_key_becomes_neither_learner_nor_voter_and_may_be_removed()
    {
        var cluster = new SimCluster(7, 3);
        cluster.OpenSession();
        var leader = cluster.ElectLeader();
        cluster.RunFor(500);
        var stranger = TestKeys.Name(50);
        leader.Raft.Accused = new HashSet<AkkaFederation.Identity.Did> { stranger, cluster.Names.First(n => n != leader.Id) };
        var refused = leader.Raft.ChangeVoters(VoterChange.Add(stranger), cluster.Now);
        Assert.Equal(AppendStatus.Refused, refused.Status);
        Assert.Contains("its key is proven to have equivocated", refused.Reason);
        var removed = leader.Raft.ChangeVoters(VoterChange.Remove(cluster.Names.First(n => n != leader.Id)), cluster.Now);
        Assert.Equal(AppendStatus.Appended, removed.Status);
    }
}
