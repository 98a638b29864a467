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
/// The outcome of a question to <see cref="IConnectionPolicy"/>: exactly one of the two is set. A refusal reason is a
/// short code in lower case with hyphens (it becomes a counter's name), never text that came from the other side.
/// </summary>
public readonly record struct ConnectionVerdict(string? Identity, string? RefusalReason)
{
    /// <summary>For people, beside the reason: what exactly does not fit. It reaches this system's log and events, never the peer.</summary>
    public string? Detail { get; init; }

    /// <summary>The peer is who <paramref name="identity"/> says.</summary>
    public static ConnectionVerdict Accept(string identity) => new(identity, null);

    /// <summary>The peer is not let in, for this reason code.</summary>
    public static ConnectionVerdict Refuse(string reason, string? detail = null) => new(null, reason) { Detail = detail };
}

/// <summary>
/// Decides, for every connection in both directions, who the other side is and whether it may be there. Each question is
/// asked once for each connection: <see cref="Authenticate"/> right after the TLS 1.3 handshake, with the certificate whose
/// key the peer has just proven to hold and before anything is read from it, and <see cref="Admit"/> once its address is
/// known. Called from many threads at once; must not wait for the network.
/// </summary>
public interface IConnectionPolicy
{
    /// <summary>
    /// The certificate, with its private key, that TLS presents in both roles. Read again for each new connection, so
    /// that a renewed certificate takes effect without a restart.
    /// </summary>
    X509Certificate2 LocalCertificate { get; }

    /// <summary>Who the peer is, by its certificate alone.</summary>
    /// <param name="remote">the peer's leaf certificate, valid during the call; TLS has proven possession of its key, and nothing else</param>
    /// <param name="chain">not built yet; its extra store holds the intermediates that the peer sent</param>
    /// <param name="role">the role of this system in the connection</param>
    ConnectionVerdict Authenticate(X509Certificate2 remote, X509Chain? chain, ConnectionRole role);

    /// <summary>Whether the peer that was authenticated may be at this address.</summary>
    /// <param name="remote">as in <see cref="Authenticate"/></param>
    /// <param name="identity">what <see cref="Authenticate"/> said</param>
    /// <param name="role">the role of this system in the connection</param>
    /// <param name="address">dialler: the address that was dialled; listener: the address that the peer claims</param>
    ConnectionVerdict Admit(X509Certificate2 remote, string identity, ConnectionRole role, Address address) => ConnectionVerdict.Accept(identity);

    /// <summary>
    /// Whether trust in a peer that was let in has been withdrawn since: the reason code, or null. Asked of every open
    /// connection by <see cref="RemotingTrust.Recheck"/>; the connection ends for a reason.
    /// </summary>
    string? Withdrawn(X509Certificate2 remote, string identity) => null;
}
