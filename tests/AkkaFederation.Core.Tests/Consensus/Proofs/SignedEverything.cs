using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus.Proofs;

/// <summary>
/// Sees every vote and every seal that leaves a node of a simulated federation, and holds each against all that went before:
/// what the witnesses of a real one would prove if they missed nothing and forgot nothing.
/// </summary>
internal sealed class SignedEverything
{
    private readonly SimCluster _cluster;
    private readonly Dictionary<(Did Signer, StatementSlot Slot), (SignedStatement Statement, byte[] Saying)> _seen = [];

    public SignedEverything(SimCluster cluster)
    {
        _cluster = cluster;
        Watch();
    }

    public List<EquivocationEvidence> Evidence { get; } = [];

    public int Count => _seen.Count;

    /// <summary>Drops every message after it was seen.</summary>
    public bool DropAll { get; set; }

    /// <summary>The root that majorities have signed for each (term, size); one at most, or the voters share nobody.</summary>
    public IEnumerable<(ulong Size, byte[] Root)> Quorums(int majority) => _seen
        .Where(s => s.Key.Slot.Kind == EvidenceKind.Seal)
        .GroupBy(s => (s.Key.Slot, Root: Convert.ToHexString(s.Value.Saying)))
        .Where(g => g.Count() >= majority)
        .Select(g => (g.Key.Slot.Size, g.First().Value.Saying));

    public void Watch() => _cluster.Network.Filter = message =>
    {
        if (message is VoteResponse { Granted: true } vote)
            See(new SignedStatement(vote.From, VoteStatement.Create(_cluster.Genesis.Hash, vote.Term, vote.To), vote.Signature));
        else if (message is SealSignature seal) See(Rebuilt(seal));
        return DropAll;
    };

    // The message carries no root: it is the sender's, who holds it to its log until it leaves.
    private SignedStatement Rebuilt(SealSignature seal)
    {
        var log = _cluster[seal.From].Raft.Log;
        var statement = SealStatement.Create(_cluster.Genesis.Hash, log.Configurations.At(seal.Size).Epoch, seal.Term, seal.Size, log.Tree.Root(seal.Size));
        Assert.Equal(seal.Term, log.Term(seal.Size));
        return new SignedStatement(seal.From, statement.Bytes, seal.Signature);
    }

    private void See(SignedStatement signed)
    {
        Assert.True(signed.Verify(new TestVerifier()), $"{_cluster.Seed}: a signature that does not verify");
        Assert.True(StatementSlot.TryRead(signed.Statement, _cluster.Genesis.Hash, out var slot, out var saying, out var error), error);
        if (_seen.TryAdd((signed.Signer, slot), (signed, saying))) return;
        var before = _seen[(signed.Signer, slot)];
        if (!before.Saying.AsSpan().SequenceEqual(saying)) Evidence.Add(EquivocationEvidence.Of(before.Statement, signed));
    }
}
