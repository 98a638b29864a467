namespace AkkaFederation.Consensus;

/// <summary>Raft's roles, with the one that asks before it unsettles anybody (dissertation, 9.6).</summary>
public enum RaftRole
{
    /// <summary>Follows a leader, or waits for one.</summary>
    Follower,

    /// <summary>Asks whether it would be elected, without raising its term.</summary>
    PreCandidate,

    /// <summary>Stands for election in a term of its own.</summary>
    Candidate,

    /// <summary>Orders the log in its term.</summary>
    Leader,

    /// <summary>Receives the log and does not vote: a node that has joined later, or one that was removed from the voters.</summary>
    Learner,
}
