using System.Security.Cryptography.X509Certificates;
using Akka.Actor;

namespace AkkaFederation.Engine.Remote;

/// <summary>Which end of a connection is speaking.</summary>
public enum ConnectionRole
{
    /// <summary>This system opened the connection and judges the listener's certificate.</summary>
    Dialler,

    /// <summary>This system accepted the connection and judges the dialler's certificate.</summary>
    Listener,
}

/// <summary>
/// The outcome of <see cref="IConnectionPolicy.Authenticate"/>: exactly one of the two is set. A refusal reason is a
/// short code in lower case with hyphens (it becomes a counter's name), never text that came from the other side.
/// </summary>
public readonly record struct ConnectionVerdict(string? Identity, string? RefusalReason)
{
    /// <summary>The peer is who <paramref name="identity"/> says.</summary>
    public static ConnectionVerdict Accept(string identity) => new(identity, null);

    /// <summary>The peer is not let in, for this reason code.</summary>
    public static ConnectionVerdict Refuse(string reason) => new(null, reason);
}

/// <summary>
/// Decides, for every connection in both directions, who the other side is. Asked after the TLS 1.3 handshake, with the
/// certificate whose key the peer has just proven to hold. Called from many threads at once; must not block on I/O.
/// </summary>
public interface IConnectionPolicy
{
    /// <summary>
    /// The certificate, with its private key, that TLS presents in both roles. Read again for each new connection, so
    /// that a renewed certificate takes effect without a restart.
    /// </summary>
    X509Certificate2 LocalCertificate { get; }

    /// <param name="remote">the peer's leaf certificate, valid during the call; TLS has proven possession of its key, and nothing else</param>
    /// <param name="chain">not built yet; its extra store holds the intermediates that the peer sent</param>
    /// <param name="role">the role of this system in the connection</param>
    /// <param name="claimed">dialler: the address that was dialled; listener: the address that the dialler claims</param>
    ConnectionVerdict Authenticate(X509Certificate2 remote, X509Chain? chain, ConnectionRole role, Address claimed);

    /// <summary>
    /// The listener's first look, before anything is read from the peer: the reason code of a refusal that nothing the
    /// peer may say can change, or null. So a stranger is named at once and not after it has kept silent.
    /// </summary>
    string? Screen(X509Certificate2 remote, X509Chain? chain) => null;
}
