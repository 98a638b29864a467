namespace AkkaFederation.Gateway;

/// <summary>Why a message through the gateway was not answered, or a peer not registered.</summary>
public enum GatewayError
{
    /// <summary>This node knows no such peer; register it first.</summary>
    UnknownPeer,

    /// <summary>The peer does not answer probes (UNREACHABLE), or it left or was removed (EVICTED).</summary>
    Unreachable,

    /// <summary>No answer within the time that the caller gave. The peer may have handled the message all the same.</summary>
    Timeout,

    /// <summary>The application on the other side has registered no handler.</summary>
    NoHandler,

    /// <summary>The handler on the other side threw, or answered with something that cannot be sent.</summary>
    HandlerFailed,

    /// <summary>The message is larger than <c>federation.gateway.max-payload</c> allows, here or there.</summary>
    TooLarge,

    /// <summary>Too much waits for this peer already; nothing was sent.</summary>
    QueueFull,

    /// <summary>The other side handles as many messages as it may; nothing was handled.</summary>
    PeerBusy,

    /// <summary>The other side has removed this node from its view and does not serve it.</summary>
    NotAMember,

    /// <summary>This node, or its gateway, is shutting down.</summary>
    ShuttingDown,

    /// <summary>The peer record is forged, malformed, of another cluster, or one too many.</summary>
    InvalidRecord,

    /// <summary>This node does not do that for whoever asked.</summary>
    NotAllowed,
}
