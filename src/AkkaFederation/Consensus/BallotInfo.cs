using AkkaFederation.Identity;

namespace AkkaFederation;

/// <summary>A ballot as a node has applied it.</summary>
public sealed record BallotInfo
{
    /// <summary>Index of the entry that opened it.</summary>
    public required ulong Number { get; init; }

    /// <summary>Who proposed it.</summary>
    public required Did Origin { get; init; }

    /// <summary>The session in which it was proposed.</summary>
    public required ulong Session { get; init; }

    /// <summary>What is voted on.</summary>
    public required ReadOnlyMemory<byte> Subject { get; init; }

    /// <summary>The epoch whose voters are the electorate; 0: the genesis.</summary>
    public required ulong Epoch { get; init; }

    /// <summary>Who has a vote, fixed when it was opened.</summary>
    public required IReadOnlyList<Did> Electorate { get; init; }

    /// <summary>How many of them must grant it: from a majority to all.</summary>
    public required int Quorum { get; init; }

    /// <summary>Whether one veto ends it.</summary>
    public required bool HasVeto { get; init; }

    /// <summary>Log time of its opening.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Log time after which it expires.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>How it stands.</summary>
    public required BallotOutcome Outcome { get; init; }

    /// <summary>Index of the entry that decided it; null while it is open.</summary>
    public required ulong? DecidedAt { get; init; }

    /// <summary>The votes that the deciding entry carries; empty while it is open.</summary>
    public required IReadOnlyList<BallotVoteInfo> Votes { get; init; }
}

/// <summary>An elector's vote in a decision.</summary>
/// <param name="Elector">Who.</param>
/// <param name="Choice">What it says.</param>
/// <param name="Signature">Over the vote statement (docs/formats.md).</param>
public sealed record BallotVoteInfo(Did Elector, BallotChoice Choice, byte[] Signature);

/// <summary>How a ballot is to be held.</summary>
public sealed record BallotOptions
{
    /// <summary>How many electors must grant it; a majority where none is given. The federation raises or lowers it to what is possible: from a majority to all.</summary>
    public int? Quorum { get; init; }

    /// <summary>Whether one veto ends it.</summary>
    public bool Veto { get; init; } = true;

    /// <summary>How long it is open, in log time; 100 ms to 30 days.</summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>
/// How a node votes in ballots, registered with <see cref="Hosting.FederationOptions.BallotPolicy"/>. Called once for each ballot in which the node has
/// a vote (and again after a restart, when the first answer stands all the same). It must be quick: the log waits meanwhile.
/// </summary>
public interface IBallotPolicy
{
    /// <summary>The node's vote; null leaves it to <see cref="FederationClient.VoteAsync"/>.</summary>
    BallotChoice? Decide(BallotInfo ballot);
}
