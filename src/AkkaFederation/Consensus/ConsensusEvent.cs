using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>What consensus publishes on the event stream of its actor system.</summary>
public abstract record ConsensusEvent
{
    /// <summary>The federation is founded, or this node has learned that it is.</summary>
    /// <param name="Genesis">The founding document.</param>
    public sealed record Founded(Genesis Genesis) : ConsensusEvent;

    /// <summary>This node's role, term or leader has changed.</summary>
    /// <param name="Role">Its role.</param>
    /// <param name="Term">Its term.</param>
    /// <param name="Leader">The leader that it follows, or null.</param>
    public sealed record RoleChanged(RaftRole Role, ulong Term, Did? Leader) : ConsensusEvent;
}
