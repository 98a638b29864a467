using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Gossip;

/// <summary>What a gossip core wants done, in the order of the list.</summary>
internal abstract record GossipEffect;

/// <summary>An answer to one peer.</summary>
internal sealed record SendGossip(Did To, GossipMessage Message) : GossipEffect;

/// <summary>A round: messages to send, and for anti-entropy whose answers to wait for. Its time is bounded.</summary>
/// <param name="Round">Its number.</param>
/// <param name="Sends">Messages with their recipients.</param>
/// <param name="AwaitsAnswers">Whether the recipients are to answer within the round's time.</param>
internal sealed record RunRound(ulong Round, ImmutableArray<SendGossip> Sends, bool AwaitsAnswers) : GossipEffect;

/// <summary>A peer of a round of anti-entropy is done with; the round is over when all are.</summary>
internal sealed record SyncEnded(ulong Round, Did Peer, int Received, TimeSpan Elapsed) : GossipEffect;

/// <summary>Give a <see cref="GossipTick"/> at that time; takes the place of the alarm set before. Null: none is needed.</summary>
internal sealed record SetGossipAlarm(TimeSpan? At) : GossipEffect;

/// <summary>What this node said has this name.</summary>
internal sealed record GossipPublished(GossipId Id) : GossipEffect;

/// <summary>New here; handed on exactly once.</summary>
internal sealed record DeliverUpdate(GossipUpdate Update, Did From, int Hops, string Path) : GossipEffect;

/// <summary>A message of rumours came.</summary>
internal sealed record RumoursCame(Did From, int Items, int New) : GossipEffect;

/// <summary>A message of anti-entropy brought updates, or news of a truncated log.</summary>
internal sealed record SyncDataCame(Did From, int Items, int New, ulong Skipped) : GossipEffect;

/// <summary>A peer is gossiped with from now on.</summary>
internal sealed record NodeAdded(Did Peer) : GossipEffect;

/// <summary>A peer is not gossiped with any more.</summary>
internal sealed record NodeRemoved(Did Peer, bool Failed, string Reason) : GossipEffect;

/// <summary>Something was refused and counted.</summary>
internal sealed record GossipWasRefused(GossipRefusal Reason, Did From, string Detail) : GossipEffect;
