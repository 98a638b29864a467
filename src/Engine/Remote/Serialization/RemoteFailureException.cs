using Akka.Actor;

namespace AkkaFederation.Engine.Remote;

/// <summary>
/// The cause of a <see cref="Status.Failure"/> that came from another system: its type by name and its message. The
/// type itself is never instantiated from the wire.
/// </summary>
public sealed class RemoteFailureException(string remoteType, string message) : AkkaException($"{remoteType}: {message}")
{
    /// <summary>Name of the exception's type where it was thrown.</summary>
    public string RemoteType { get; } = remoteType;
}
