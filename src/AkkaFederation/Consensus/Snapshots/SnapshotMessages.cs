using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>What the room of consensus and the room of snapshots of one node say to each other.</summary>
internal abstract record SnapshotRequest
{
    /// <summary>A voter or learner begins: what was under way for an earlier one is forgotten.</summary>
    public sealed record Begin(byte[] Genesis, string StoreId, string TilesId, Func<CommitCertificate, IReadOnlyList<Link>, string?> Verifier) : SnapshotRequest;

    /// <summary>Who may ask for snapshots.</summary>
    public sealed record Members(ImmutableArray<Did> Dids) : SnapshotRequest;

    /// <summary>The snapshot with which a start begins is to be read; answered with <see cref="SnapshotEffect.Restored"/>.</summary>
    public sealed record Read(SnapshotRecord Record) : SnapshotRequest;

    /// <summary>A snapshot is to be written; answered with <see cref="SnapshotEffect.Taken"/>.</summary>
    public sealed record Write(SnapshotCapture Capture, HeldMachine? Machine) : SnapshotRequest;

    public sealed record Hold(SnapshotRecord Record) : SnapshotRequest;

    public sealed record Adopt(SnapshotRecord Record) : SnapshotRequest;

    /// <summary>A leader offers a snapshot that is needed; answered with <see cref="SnapshotEffect.Fetched"/>.</summary>
    public sealed record Fetch(SnapshotAvailable Offer, ulong OwnTiles) : SnapshotRequest;

    public sealed record Decline : SnapshotRequest
    {
        public static readonly Decline Instance = new();
    }
}

/// <summary>The user's state machine at a mark, held until it is written.</summary>
internal sealed record HeldMachine(ulong Mark, IStateSnapshot State, byte[] Results);

/// <summary>The room of snapshots was made anew and knows nothing.</summary>
internal sealed record SnapshotsRestarted
{
    public static readonly SnapshotsRestarted Instance = new();
}

/// <summary>How far the room of snapshots is: what must not be compacted, and figures.</summary>
internal sealed record SnapshotStatus(ulong Pinned, long Refused, long ChunksSent, long ChunksFetched);
