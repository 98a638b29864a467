using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// A node that took no part in the founding asks to become a learner. Fresh: it holds nothing of this log, and first asks
/// whether its name is unknown to it. The number is its own and comes back with the answer.
/// </summary>
internal sealed record JoinRequest(Did From, Did To, ulong Number, bool Fresh) : PeerMessage(From, To);

/// <summary>The answer to it, with the leader's name if the answerer does not lead.</summary>
internal sealed record JoinReply(Did From, Did To, ulong Number, JoinAnswer Answer, Did Leader) : PeerMessage(From, To);

/// <summary>What a node says to one that wants to join.</summary>
internal enum JoinAnswer
{
    /// <summary>Ask the leader, or later.</summary>
    NotLeader,

    /// <summary>The name was never in this log: a fresh node may go on.</summary>
    Unknown,

    /// <summary>The name is or was in this log: a fresh node has lost what it promised, and one that was removed stays out.</summary>
    Known,

    /// <summary>It is a member, or its entry is on its way.</summary>
    Member,

    /// <summary>Not now: another change is under way.</summary>
    Later,

    /// <summary>There are as many learners as may be.</summary>
    Full,
}

/// <summary>"Somebody whom I do not know speaks as a leader or candidate: who votes?"</summary>
internal sealed record VotersRequest(Did From, Did To) : PeerMessage(From, To);

/// <summary>The newest configuration that a voter knows.</summary>
internal sealed record VotersReply(Did From, Did To, VoterConfiguration Configuration) : PeerMessage(From, To);
