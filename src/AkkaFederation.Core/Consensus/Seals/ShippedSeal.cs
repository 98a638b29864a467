using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// A follower's view of the seals that its leader ships: verified only when somebody here waits for a certificate, or when it
/// may be the link of a new epoch, and only against the follower's own log.
/// </summary>
internal sealed class ShippedSeal(RaftCore raft, byte[] genesis)
{
    private CertifiedSeal? _waiting;
    private CertifiedSeal? _checking;
    private int _outstanding;

    public long Rejected { get; private set; }

    public void Offer(CertifiedSeal seal)
    {
        var (term, size) = _waiting is null ? (0, 0) : (_waiting.Statement.Term, _waiting.Statement.Size);
        if (seal.Statement.Term > term || (seal.Statement.Term == term && seal.Statement.Size >= size)) _waiting = seal;
    }

    /// <summary>Gives out the signatures of the newest shipped seal for verification, if it fits the log.</summary>
    public void Begin(List<(SealStatement Statement, SignedBy Signed)> toVerify)
    {
        if (_checking is not null || _waiting is not { } seal || seal.Statement.Size > raft.Commit) return;
        _waiting = null;

        // A seal so old that its root has left memory serves nobody: a newer one follows.
        if (!raft.Log.Tree.Knows(seal.Statement.Size)) return;
        if (!Fits(seal))
        {
            Rejected++;
            return;
        }

        _checking = seal;
        _outstanding = seal.Signatures.Count + seal.Former.Count;
        foreach (var signed in seal.Signatures.Concat(seal.Former)) toVerify.Add((seal.Statement, signed));
    }

    /// <summary>Takes a verdict; gives back the seal once all its signatures are good.</summary>
    public CertifiedSeal? Verdict(SealStatement statement, bool valid)
    {
        if (_checking is not { } seal || !seal.Statement.Equals(statement)) return null;
        if (!valid)
        {
            Rejected++;
            _checking = null;
            return null;
        }

        if (--_outstanding > 0) return null;
        _checking = null;
        var configurations = raft.Log.Configurations;
        if (seal.Statement.Epoch > raft.LinkedEpoch && seal.Links(configurations.At(seal.Statement.Size), configurations.Before(seal.Statement.Epoch)))
            raft.LinkedEpoch = seal.Statement.Epoch;
        return seal;
    }

    private bool Fits(CertifiedSeal seal)
    {
        var statement = seal.Statement;
        var configurations = raft.Log.Configurations;
        var (voters, before) = (configurations.At(statement.Size), configurations.Before(statement.Epoch));
        var signers = new HashSet<Did>();
        return seal.Signatures.All(s => voters.IsVoter(s.Signer) && signers.Add(s.Signer))
            && signers.Count >= voters.Majority
            && seal.Former.All(s => before.IsVoter(s.Signer) && signers.Add(s.Signer))
            && statement.Epoch == voters.Epoch
            && statement.Genesis.SequenceEqual(genesis)
            && raft.Log.Term(statement.Size) == statement.Term
            && raft.Log.Tree.Root(statement.Size).AsSpan().SequenceEqual(statement.Root);
    }
}
