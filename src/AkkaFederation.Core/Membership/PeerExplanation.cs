using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>All that a node can say about why it thinks of a peer as it does.</summary>
internal sealed record PeerExplanation
{
    /// <summary>Label of a record that holds the peer's name for people.</summary>
    public const string NameLabel = "name";

    public required MemberView View { get; init; }

    /// <summary>When this was said, on the same clock as the observations.</summary>
    public required TimeSpan At { get; init; }

    /// <summary>The peer's name in its own record; empty if it gave none.</summary>
    public required string Name { get; init; }

    /// <summary>Who suspects its present incarnation, signed, and counts.</summary>
    public required ImmutableArray<Did> Observers { get; init; }

    /// <summary>How many observers make a suspicion believed; 0: only own probes decide.</summary>
    public required int Required { get; init; }

    /// <summary>What counts at present, in words.</summary>
    public required string Reason { get; init; }

    public required ImmutableArray<Observation> Chain { get; init; }

    public required long Forgotten { get; init; }
}
