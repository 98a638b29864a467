using System.Collections.Immutable;

namespace AkkaFederation.Gossip;

/// <summary>What one node's gossip says to another's.</summary>
internal abstract record GossipMessage;

/// <summary>Updates; the kind of message says where they come from.</summary>
internal abstract record GossipPush(ImmutableArray<GossipRumour> Items) : GossipMessage;

/// <summary>Updates by their origin itself.</summary>
internal sealed record GossipUpdates(ImmutableArray<GossipRumour> Items) : GossipPush(Items);

/// <summary>Updates passed on.</summary>
internal sealed record GossipRumours(ImmutableArray<GossipRumour> Items) : GossipPush(Items);

/// <summary>Updates that are not kept.</summary>
internal sealed record GossipHeartbeats(ImmutableArray<GossipRumour> Items) : GossipPush(Items);

/// <summary>
/// Anti-entropy. Without a digest: this is my fingerprint, is it yours? With one: this is what I have seen; send what I
/// lack, and ask for what you do.
/// </summary>
/// <param name="Session">Numbers the comparison, at the node that began it.</param>
/// <param name="Fingerprint">Of the sender's version vector.</param>
/// <param name="Digest">The version vector or a part of it; null in the first message.</param>
/// <param name="IsWish">Only what is named in the digest is asked for; nothing is to be asked back.</param>
internal sealed record GossipSyncRequest(ulong Session, ulong Fingerprint, GossipDigest? Digest, bool IsWish) : GossipMessage;

/// <summary>Anti-entropy: updates that the other lacks, in parts; or that there is nothing to send.</summary>
/// <param name="Session">The comparison that it belongs to.</param>
/// <param name="Fingerprint">Of the sender's version vector.</param>
/// <param name="Items">Updates.</param>
/// <param name="Gone">What the other lacks and the sender has no longer: a truncated log. Comes with the last part.</param>
/// <param name="Verdict">Whether more parts or another comparison should follow.</param>
internal sealed record GossipSyncResponse(
    ulong Session, ulong Fingerprint, ImmutableArray<GossipRumour> Items, ImmutableArray<StreamDigest> Gone, SyncVerdict Verdict) : GossipMessage;

/// <summary>What follows a <see cref="GossipSyncResponse"/>.</summary>
internal enum SyncVerdict
{
    /// <summary>Another part.</summary>
    More,

    /// <summary>Nothing: that was all.</summary>
    Last,

    /// <summary>There is more than one comparison may send; compare again.</summary>
    Again,

    /// <summary>There was nothing to exchange: what differs between us is nothing that either would take.</summary>
    Settled,
}
