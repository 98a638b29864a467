namespace AkkaFederation.Membership;

/// <summary>A status and what makes it so; no cause for HEALTHY, where nothing speaks against the peer.</summary>
internal readonly record struct StatusVerdict(PeerStatus Status, StatusCause? Cause, string Detail);
