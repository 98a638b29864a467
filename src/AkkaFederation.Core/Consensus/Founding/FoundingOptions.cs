using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>How this node helps to found a federation.</summary>
internal sealed record FoundingOptions
{
    public required string ClusterId { get; init; }

    /// <summary>Found with this many peers, whoever they are; 0: never by count.</summary>
    public int Expect { get; init; }

    /// <summary>Found with exactly these; empty: by count.</summary>
    public IReadOnlyList<Did> InitialVoters { get; init; } = [];

    /// <summary>Pause between repeated offers.</summary>
    public TimeSpan Repeat { get; init; } = TimeSpan.FromMilliseconds(200);
}
