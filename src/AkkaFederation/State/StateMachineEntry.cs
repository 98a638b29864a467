using AkkaFederation.Identity;

namespace AkkaFederation;

/// <summary>A committed proposal as a state machine sees it.</summary>
public readonly record struct StateMachineEntry
{
    /// <summary>Where it stands in the log; strictly increasing, with gaps for entries that are not proposals.</summary>
    public required ulong Index { get; init; }

    /// <summary>Log time: the clock of the leader that took it, never decreasing along the log, and the same on every replica.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The session in which it was proposed.</summary>
    public required ulong Session { get; init; }

    /// <summary>Its id, with its origin.</summary>
    public required ProposalId Proposal { get; init; }

    /// <summary>What was proposed. The memory is the log's: copy what is kept.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Who proposed it.</summary>
    public Did Origin => Proposal.Origin;
}
