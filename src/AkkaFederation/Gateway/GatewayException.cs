using AkkaFederation.Identity;

namespace AkkaFederation.Gateway;

/// <summary>A message was not answered, or a peer not registered; <see cref="Error"/> says why, the message what to do.</summary>
public sealed class GatewayException : Exception
{
    /// <summary>Makes one.</summary>
    public GatewayException(GatewayError error, Did peer, string message)
        : base(message)
    {
        Error = error;
        Peer = peer;
    }

    /// <summary>Why.</summary>
    public GatewayError Error { get; }

    /// <summary>The peer that it is about.</summary>
    public Did Peer { get; }
}
