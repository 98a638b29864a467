using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>The leader to a follower whose next entry is gone: this snapshot is to be had. It is asked for in the room of snapshots.</summary>
/// <param name="From">The leader.</param>
/// <param name="To">The follower.</param>
/// <param name="Term">The leader's term.</param>
/// <param name="Mark">The last entry that the snapshot stands for.</param>
/// <param name="MarkTerm">Its term.</param>
/// <param name="Digest">The checkpoint's digest; it names the snapshot on every node.</param>
internal sealed record SnapshotAvailable(Did From, Did To, ulong Term, ulong Mark, ulong MarkTerm, byte[] Digest) : RaftMessage(From, To, Term);

/// <summary>Messages between the snapshot rooms of two nodes; each names the snapshot by its checkpoint's digest.</summary>
internal abstract record SnapshotMessage(Did From, Did To, byte[] Digest) : PeerMessage(From, To);

/// <summary>Asks for the manifest.</summary>
internal sealed record ManifestAsk(Did From, Did To, byte[] Digest) : SnapshotMessage(From, To, Digest);

/// <summary>The manifest, with the proof that it is the federation's.</summary>
internal sealed record ManifestTold(Did From, Did To, byte[] Digest, SnapshotManifest Manifest, CommitCertificate Certificate)
    : SnapshotMessage(From, To, Digest)
{
    /// <summary>The chain of configurations up to the certificate's epoch, for who does not know it yet.</summary>
    public IReadOnlyList<Link> Links { get; init; } = [];
}

/// <summary>Asks for one chunk.</summary>
internal sealed record ChunkAsk(Did From, Did To, byte[] Digest, int Number) : SnapshotMessage(From, To, Digest);

internal sealed record ChunkTold(Did From, Did To, byte[] Digest, int Number, ReadOnlyMemory<byte> Bytes) : SnapshotMessage(From, To, Digest);

/// <summary>The answerer has no such snapshot, or no longer.</summary>
internal sealed record SnapshotGone(Did From, Did To, byte[] Digest) : SnapshotMessage(From, To, Digest);
