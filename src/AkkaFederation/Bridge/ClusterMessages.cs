using System.Collections.Immutable;
using AkkaFederation.Gateway;
using AkkaFederation.Identity;
using AkkaFederation.Membership;

namespace AkkaFederation.Bridge;

/// <summary>
/// An entry was committed. Published by the leader, in the order of the log, at least once: over a change of leader the same
/// index may come again, and a subscriber that misses one reads it with <see cref="FederationClient.ReadLogAsync"/>.
/// </summary>
/// <param name="Publisher">The node that says so. A cluster proves no sender: for proof, ask for a certificate.</param>
/// <param name="Record">The entry.</param>
public sealed record ClusterCommit(Did Publisher, LogRecord Record);

/// <summary>A peer's status changed in the view of one node. Every node publishes its own view.</summary>
/// <param name="Observer">The node whose view it is.</param>
/// <param name="Change">What changed.</param>
public sealed record ClusterPeerChanged(Did Observer, PeerStatusChanged Change);

/// <summary>Asks the gateway for the peers that its node knows; answered with <see cref="ClusterPeers"/>.</summary>
/// <param name="After">Only peers after this one, in the order of DIDs; null for the first.</param>
public sealed record ListClusterPeers(Did? After = null);

/// <summary>Peers that a node knows, itself left out.</summary>
/// <param name="Node">The node.</param>
/// <param name="Peers">In the order of their DIDs, at most 256.</param>
/// <param name="More">Whether there are more; ask with the last one's DID.</param>
public sealed record ClusterPeers(Did Node, ImmutableArray<ClusterPeer> Peers, bool More);

/// <summary>One peer.</summary>
/// <param name="Id">Who.</param>
/// <param name="Endpoint">Full address of its actor system.</param>
/// <param name="Status">What the node thinks of it.</param>
public sealed record ClusterPeer(Did Id, string Endpoint, PeerStatus Status);

/// <summary>Has the gateway send a message to the application on a peer, in its node's name; answered with <see cref="ClusterAnswer"/>.</summary>
/// <param name="Peer">A registered peer.</param>
/// <param name="Message">At most <c>federation.gateway.max-payload</c> bytes.</param>
/// <param name="Timeout">How long to wait, up to 1 h; null for <c>federation.gateway.message-timeout</c>.</param>
public sealed record SendClusterMessage(Did Peer, ReadOnlyMemory<byte> Message, TimeSpan? Timeout = null);

/// <summary>What became of a <see cref="SendClusterMessage"/>.</summary>
/// <param name="Answer">The peer's answer; empty where there is an error.</param>
/// <param name="Error">Why there is none; null where the peer answered.</param>
/// <param name="Detail">The error in words.</param>
public sealed record ClusterAnswer(ReadOnlyMemory<byte> Answer, GatewayError? Error, string Detail);
