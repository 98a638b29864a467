namespace AkkaFederation.Consensus;

// What the keeper of proofs needs: the seals that were seen, and the links of new epochs.
internal sealed partial class ConsensusCore
{
    // A link that the keeper could not use, for it lacks the one before, is offered again now and then.
    private const int SealsBetweenOffers = 256;
    private CertifiedSeal? _link;
    private ulong _offeredEpoch;
    private int _sealsSinceOffer;

    /// <summary>The certified seals seen last, this node's own and those that a leader has shipped; these may be unverified.</summary>
    public SealRing Seen { get; } = new();

    /// <summary>The newest epoch whose link is kept; what is older has no more need of one.</summary>
    public ulong ChainedEpoch { get; private set; }

    /// <summary>The newest seal that there is; who asks for it verifies it.</summary>
    public CertifiedSeal? NewestSeen
    {
        get
        {
            var seen = Seen.Newest(1).FirstOrDefault();
            return Newest is null || seen?.Statement.Size > Newest.Statement.Size ? seen : Newest;
        }
    }

    /// <summary>The chain of configurations is kept up to this epoch.</summary>
    public void Chained(ulong epoch)
    {
        ChainedEpoch = Math.Max(ChainedEpoch, epoch);
        Raft.LinkedEpoch = Math.Max(Raft.LinkedEpoch, epoch);
    }

    private void OfferLink(CertifiedSeal seal)
    {
        var epoch = seal.Statement.Epoch;
        if (epoch <= ChainedEpoch || (epoch == _offeredEpoch && ++_sealsSinceOffer < SealsBetweenOffers)) return;
        var configurations = Raft.Log.Configurations;
        if (!seal.Links(configurations.At(seal.Statement.Size), configurations.Before(epoch))) return;
        _link = seal;
        (_offeredEpoch, _sealsSinceOffer) = (epoch, 0);
    }
}
