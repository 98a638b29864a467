using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Gossip;

/// <summary>Which updates of one life of an origin somebody has seen: a version vector's entry, gaps included.</summary>
internal sealed record StreamDigest(Did Origin, ulong Epoch, ImmutableArray<SequenceRange> Seen);

/// <summary>A part of a version vector: everything known of origins after one DID and up to another.</summary>
/// <param name="After">Above this; the empty DID for from the first.</param>
/// <param name="Until">Up to this; the empty DID for to the last.</param>
/// <param name="Streams">In the order of origin and epoch.</param>
internal sealed record GossipDigest(Did After, Did Until, ImmutableArray<StreamDigest> Streams)
{
    public bool Covers(Did origin) =>
        (After.IsEmpty || origin.CompareTo(After) > 0) && (Until.IsEmpty || origin.CompareTo(Until) <= 0);
}

/// <summary>What a comparison with a digest has come to.</summary>
/// <param name="ToSend">Updates that the other lacks, oldest first for each stream.</param>
/// <param name="Gone">What the other lacks and this node has no longer.</param>
/// <param name="Wanted">Streams in which the other is ahead, with what this node has seen of them.</param>
internal sealed record DigestComparison(List<SignedUpdate> ToSend, ImmutableArray<StreamDigest> Gone, ImmutableArray<StreamDigest> Wanted);
