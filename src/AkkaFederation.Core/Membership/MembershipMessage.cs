using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>What members say to one another. Every message may carry news.</summary>
internal abstract record MembershipMessage
{
    public ImmutableArray<GossipItem> Gossip { get; init; } = [];
}

/// <summary>Do you live? A nonce other than 0 asks for a signed answer, since it will be relayed.</summary>
internal sealed record Ping(ulong Sequence, PeerTag Target, ulong Nonce) : MembershipMessage
{
    /// <summary>The sender's round of probes, see <see cref="ProbeSchedule"/>.</summary>
    public ulong Round { get; init; }

    public Ping(ulong sequence, Did target, ulong nonce)
        : this(sequence, PeerTag.Of(target), nonce)
    {
    }
}

/// <summary>I live: the answer to the ping of that sequence.</summary>
internal sealed record Ack(ulong Sequence, Assertion? Proof) : MembershipMessage
{
    /// <summary>The sender's round of probes.</summary>
    public ulong Round { get; init; }
}

/// <summary>Probe that peer for me.</summary>
/// <param name="Sequence">Number of the requester's probe.</param>
/// <param name="Target">The silent peer.</param>
/// <param name="Nonce">What its answer must be signed over.</param>
/// <param name="OnBehalf">The requester is itself a helper: pass the question on and leave it at that.</param>
internal sealed record PingRequest(ulong Sequence, Did Target, ulong Nonce, bool OnBehalf = false) : MembershipMessage;

/// <summary>The peer that you asked about has not answered me in the time of a direct answer; I, at least, heard you (Lifeguard IV.A).</summary>
internal sealed record Nack(ulong Sequence, Did Target) : MembershipMessage;

/// <summary>The peer that you asked about answered, in its own signed words.</summary>
internal sealed record IndirectAck(ulong Sequence, Did Target, Assertion Proof) : MembershipMessage;

/// <summary>Let me in. The token comes back in the welcome, so that the joiner knows which address answered.</summary>
internal sealed record Join(PeerRecord Record, ulong Token) : MembershipMessage;

/// <summary>You are in; the table comes in as many of these as it takes.</summary>
internal sealed record Welcome(ulong Token) : MembershipMessage;

/// <summary>What I know of each peer; tell me what I lack. An answer to such a request is not answered by another.</summary>
/// <param name="After">The digest covers the DIDs above this one; empty: from the first.</param>
/// <param name="Until">And up to this one; empty: to the last. So a large table goes in parts (M10).</param>
internal sealed record SyncRequest(Did After, Did Until, ImmutableArray<DigestEntry> Digest, bool IsAnswer) : MembershipMessage
{
    /// <summary>
    /// Not 0: a hash over the whole table instead of a digest. Who has the same says nothing; who has another begins the
    /// comparison. So nodes that agree, which is nearly always, agree in a few bytes.
    /// </summary>
    public ulong TableHash { get; init; }

    public bool Covers(Did subject) =>
        (After.IsEmpty || subject.CompareTo(After) > 0) && (Until.IsEmpty || subject.CompareTo(Until) <= 0);
}

/// <summary>News outside of probes: pushed, or what a sync request lacked.</summary>
internal sealed record News : MembershipMessage;

/// <summary>I hold you for gone at this incarnation; come back with a higher one.</summary>
internal sealed record Obituary(ulong Incarnation) : MembershipMessage;

/// <summary>How much of one peer's own words is known.</summary>
internal readonly record struct DigestEntry(Did Subject, ulong RecordIncarnation, ulong OwnIncarnation, bool Left);
