using AkkaFederation.Identity;

namespace AkkaFederation;

/// <summary>
/// This node does not lead and does not pass proposals on (<c>consensus.forward = off</c>): propose to the leader instead.
/// The proposal is in no log through this attempt.
/// </summary>
public sealed class NotLeaderException : Exception
{
    /// <summary>Makes the error.</summary>
    public NotLeaderException(Did leader, string endpoint)
        : base($"This node does not lead and forwarding is off: propose to {leader}{(endpoint.Length > 0 ? $" at {endpoint}" : "")}.")
    {
        Leader = leader;
        Endpoint = endpoint;
    }

    /// <summary>The leader.</summary>
    public Did Leader { get; }

    /// <summary>Its address; empty if this node does not know it.</summary>
    public string Endpoint { get; }
}
