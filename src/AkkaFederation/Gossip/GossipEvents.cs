using AkkaFederation.Identity;

namespace AkkaFederation.Gossip;

/// <summary>On the event stream: a peer is gossiped with from now on.</summary>
/// <param name="Peer">The peer.</param>
public sealed record GossipNodeAdded(Did Peer);

/// <summary>On the event stream: a peer that left, was evicted or was taken out is not gossiped with any more.</summary>
/// <param name="Peer">The peer.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record GossipNodeRemoved(Did Peer, string Reason);

/// <summary>On the event stream: a peer does not answer and is not gossiped with until it does.</summary>
/// <param name="Peer">The peer.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record GossipNodeFailed(Did Peer, string Reason);

/// <summary>On the event stream, once for each update that another has said: its signature has been checked.</summary>
/// <param name="Update">What was said, and by whom.</param>
/// <param name="From">The peer it came from.</param>
/// <param name="Hops">Hops that it took as a rumour; 0 if anti-entropy brought it.</param>
/// <param name="Path">Ends of the DIDs of those who passed it on; unproven, for people alone.</param>
public sealed record GossipUpdateReceived(GossipUpdate Update, Did From, int Hops, string Path);

/// <summary>On the event stream: a message of rumours has come.</summary>
/// <param name="From">The peer it came from.</param>
/// <param name="Items">Updates in it.</param>
/// <param name="New">How many of them were new.</param>
public sealed record GossipRumorReceived(Did From, int Items, int New);

/// <summary>On the event stream: anti-entropy has brought something.</summary>
/// <param name="From">The peer it came from.</param>
/// <param name="Items">Updates in it.</param>
/// <param name="New">How many of them were new.</param>
/// <param name="Skipped">Updates that this node lacked and that nobody asked has any longer: the log was truncated.</param>
public sealed record GossipSyncDataReceived(Did From, int Items, int New, ulong Skipped);

/// <summary>Published on the event stream for everything refused.</summary>
internal sealed record GossipRefused(GossipRefusal Reason, Did From, string Detail);
