namespace AkkaFederation.Gossip;

/// <summary>How urgent an update is: it decides to how many peers a round sends it, and what is dropped first.</summary>
public enum GossipPriority
{
    /// <summary>Half the fanout, at least one peer; dropped first.</summary>
    Low,

    /// <summary>The fanout.</summary>
    Medium,

    /// <summary>One and a half times the fanout.</summary>
    High,

    /// <summary>Twice the fanout, and pushed at once.</summary>
    Critical,
}
