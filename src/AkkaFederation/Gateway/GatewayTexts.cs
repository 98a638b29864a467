using AkkaFederation.Identity;

namespace AkkaFederation.Gateway;

/// <summary>Errors in words, one for each kind.</summary>
internal static class GatewayTexts
{
    public static GatewayException Error(GatewayError error, Did peer, string detail = "")
    {
        var text = error switch
        {
            GatewayError.UnknownPeer => $"{peer} is not a peer that this node knows; register its record first",
            GatewayError.Unreachable => $"{peer} cannot be reached",
            GatewayError.Timeout => $"{peer} did not answer in time; it may have handled the message all the same",
            GatewayError.NoHandler => $"{peer} has no handler for messages; its application calls Gateway.OnMessage",
            GatewayError.HandlerFailed => $"the handler of {peer} failed",
            GatewayError.TooLarge => "the message is too large; see federation.gateway.max-payload",
            GatewayError.QueueFull => $"too many messages wait for {peer}; see federation.gateway.max-queued",
            GatewayError.PeerBusy => $"{peer} handles as many messages as it may; try again later",
            GatewayError.NotAMember => $"{peer} has removed this node from its view and does not serve it",
            GatewayError.ShuttingDown => "the gateway of this node is shutting down",
            GatewayError.InvalidRecord => $"the record of {peer} is refused",
            GatewayError.NotAllowed => "this node does not do that for whoever asked",
            _ => $"{error} ({peer})",
        };
        return new GatewayException(error, peer, detail.Length > 0 ? $"{text}: {detail}." : $"{text}.");
    }
}
