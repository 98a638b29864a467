using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>A follower asks its leader for a read index. The number is the asker's own and never used twice.</summary>
internal sealed record ReadIndexRequest(Did From, Did To, ulong Number) : PeerMessage(From, To);

/// <summary>Unconfirmed: the answerer does not lead, or no longer.</summary>
internal sealed record ReadIndexResponse(Did From, Did To, ulong Number, ulong Index, bool Confirmed) : PeerMessage(From, To);
