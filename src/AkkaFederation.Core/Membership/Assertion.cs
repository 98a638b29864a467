using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>
/// A signed statement about a peer's state. Epoch and sequence order what one asserter says: the epoch is fixed for one
/// life of its process, the sequence counts within it.
/// </summary>
internal sealed record Assertion
{
    public required string ClusterId { get; init; }

    public required AssertionKind Kind { get; init; }

    public required Did Subject { get; init; }

    public required Did Asserter { get; init; }

    public required ulong Incarnation { get; init; }

    public ulong Epoch { get; init; }

    public ulong Sequence { get; init; }

    public ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>Said by the peer itself: alive, leaving, or proof of life.</summary>
    public bool ByOwner => Subject == Asserter;

    /// <summary>Order of what one asserter says about one subject at one incarnation.</summary>
    public static int CompareIssue(Assertion a, Assertion b)
    {
        var byEpoch = a.Epoch.CompareTo(b.Epoch);
        return byEpoch != 0 ? byEpoch : a.Sequence.CompareTo(b.Sequence);
    }
}
