using Akka.Actor;

namespace AkkaFederation.Engine.Remote;

/// <summary>
/// A connection was refused or dropped for what the other side did; published on the event stream and counted under
/// <see cref="Reason"/> in <see cref="RemotingCounters"/>.
/// </summary>
/// <param name="Reason">code of the transport or of the connection policy</param>
/// <param name="EndPoint">where the socket came from, or the address that was dialled</param>
/// <param name="Claimed">the address that the peer claims or was dialled at; null if it got no further than TLS</param>
/// <param name="Inbound">true if the other side opened the connection</param>
/// <param name="Detail">for people; may be empty</param>
public sealed record ConnectionRefused(string Reason, string EndPoint, Address? Claimed, bool Inbound, string Detail);
