using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>One transition of a peer's status, published on the event stream.</summary>
/// <param name="Peer">The peer.</param>
/// <param name="Endpoint">Its address at the time.</param>
/// <param name="From">The status before; null when the peer has just become known.</param>
/// <param name="To">The status now.</param>
/// <param name="Cause">Why.</param>
/// <param name="Incarnation">The peer's incarnation that this is about.</param>
/// <param name="Detail">The cause in words, with its numbers.</param>
public sealed record PeerStatusChanged(
    Did Peer, string Endpoint, PeerStatus? From, PeerStatus To, StatusCause Cause, ulong Incarnation, string Detail);
