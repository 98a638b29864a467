using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// What the shell has to do after it has fed the core; reused from call to call. All of it may be done at once: what depends
/// on a write comes only after that write was reported (see <see cref="Ready"/>).
/// </summary>
internal sealed class ConsensusEffects
{
    public PersistBatch? Persist { get; set; }

    public List<PeerMessage> Messages { get; } = [];

    public ulong ApplyFrom { get; set; }

    public ulong ApplyTo { get; set; }

    /// <summary>Entries to be applied by the state machine; the results are given back with <see cref="ConsensusCore.MachineApplied"/>.</summary>
    public IReadOnlyList<LogEntry> ToMachine { get; set; } = [];

    /// <summary>If one of <see cref="ToMachine"/> has this index, the state machine's state is to be held after it.</summary>
    public ulong MachineCapture { get; set; }

    /// <summary>The state at a mark, to be written down; reported with <see cref="ConsensusCore.SnapshotTaken"/>.</summary>
    public SnapshotCapture? Capture { get; set; }

    /// <summary>A snapshot that may be relied on once this record is durable; reported with <see cref="ConsensusCore.SnapshotAdopted"/>.</summary>
    public SnapshotRecord? Settle { get; set; }

    /// <summary>A snapshot that this node needs, and where to fetch it.</summary>
    public SnapshotAvailable? Offer { get; set; }

    /// <summary>Why this node must stop taking part; null while all is well.</summary>
    public string? Fatal { get; set; }

    /// <summary>Statements to sign; the signatures are given back with <see cref="ConsensusCore.Signed"/>.</summary>
    public List<SealStatement> Sign { get; } = [];

    /// <summary>Signatures to verify; the verdicts are given back with <see cref="ConsensusCore.Verified"/>.</summary>
    public List<(SealStatement Statement, SignedBy Signed)> Verify { get; } = [];

    public List<ProposalReply> Replies { get; } = [];

    /// <summary>What became of the proposals at the desk, in order; the answers above are told with the last step of each.</summary>
    public List<ProposalStep> Steps { get; } = [];

    /// <summary>Answers to reads, to be given once what is to be applied is applied.</summary>
    public List<ReadReply> Reads { get; } = [];

    /// <summary>Somebody who is not known leads or stands: it may have links that prove it. Empty: nobody.</summary>
    public Did Stranger { get; set; }

    /// <summary>Answers to operators' changes of voters.</summary>
    public List<ChangeReply> Changes { get; } = [];

    /// <summary>Entries to be read from the journal; given back with <see cref="RaftCore.EntriesRead"/>.</summary>
    public List<EntriesWanted> Wanted { get; } = [];

    /// <summary>A part of the history tree to be stored; reported with <see cref="RaftCore.TileStored"/>.</summary>
    public LeafTile? Tile { get; set; }

    /// <summary>A seal that makes the link of its epoch, to be kept; null if there is none.</summary>
    public CertifiedSeal? Link { get; set; }

    public void Clear()
    {
        Changes.Clear();
        Stranger = default;
        Link = null;
        Persist = null;
        ToMachine = [];
        MachineCapture = 0;
        Capture = null;
        Settle = null;
        Offer = null;
        Fatal = null;
        Tile = null;
        Wanted.Clear();
        Messages.Clear();
        Sign.Clear();
        Verify.Clear();
        Replies.Clear();
        Steps.Clear();
        Reads.Clear();
    }
}
