using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>An elector's signed word.</summary>
internal sealed record BallotVote(Did Elector, BallotChoice Choice, byte[] Signature);

/// <summary>An elector to the leader; told again until the ballot is decided.</summary>
internal sealed record BallotCast(Did From, Did To, ulong Ballot, BallotChoice Choice, byte[] Signature) : PeerMessage(From, To);
