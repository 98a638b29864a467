using AkkaFederation.Identity;
using AkkaFederation.Wire;

namespace AkkaFederation.Gateway;

/// <summary>The caller of a message does not wait any more.</summary>
internal sealed record CallCancelled(GatewayCall Call);

/// <summary>To the way out to one peer: nothing can be expected of it.</summary>
internal sealed record PeerUnavailable(string Detail);

/// <summary>To the actor that serves one caller: handle this, and answer to that address.</summary>
internal sealed record ServeRequest(GatewayRequest Request, string ReplyTo);

/// <summary>From the actor that serves one caller: it has had nothing to do for a while.</summary>
internal sealed record CallerIdle(Did Caller);
