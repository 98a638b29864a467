namespace AkkaFederation.Consensus.Quorum;

/// <summary>What a count of answers says so far.</summary>
internal enum VoteOutcome
{
    /// <summary>Neither side can be sure yet.</summary>
    Pending,

    /// <summary>A majority has granted.</summary>
    Won,

    /// <summary>So many have denied that no majority can come about.</summary>
    Lost,
}
