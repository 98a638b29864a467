using System.Collections.Immutable;

namespace AkkaFederation.Broadcast;

/// <summary>What broadcasters say to one another; the names are Plumtree's.</summary>
internal abstract record BroadcastMessage;

/// <summary>GOSSIP: the payload itself. <paramref name="Round"/> is how many links it has come, this one included.</summary>
internal sealed record PayloadMessage(SignedBroadcast Broadcast, int Round) : BroadcastMessage;

/// <summary>IHAVE: these I have, many in one message.</summary>
internal sealed record HaveMessage(ImmutableArray<HaveEntry> Entries) : BroadcastMessage;

/// <summary>GRAFT: push to me from now on, and send me this one; without a name it only asks for the link.</summary>
internal sealed record GraftMessage(BroadcastId? Id) : BroadcastMessage;

/// <summary>PRUNE: I had this one already; announce to me from now on.</summary>
internal sealed record PruneMessage(BroadcastId Id) : BroadcastMessage;

/// <summary>One broadcast that the sender has.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Round">How many links it came to the sender.</param>
/// <param name="Asks">The sender does not know whether the receiver has it, and wants to be told.</param>
internal readonly record struct HaveEntry(BroadcastId Id, int Round, bool Asks);
