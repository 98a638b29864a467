using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace AkkaFederation.Identity;

/// <summary>
/// TLS for HTTPS: what this node shows and whom it lets in, by the very policy of the connections between nodes. Asked anew
/// for each connection, so a renewed certificate or a changed list counts at once. Thread-safe.
/// </summary>
internal sealed class HttpsIdentity(PeerTrust trust)
{
    public const string NoCertificate = "no-certificate";

    public X509Certificate2 Certificate => trust.LocalCertificate;

    /// <summary>Who the owner of a certificate is, or why it is refused: one of <see cref="CertificateReasons"/>.</summary>
    public bool TryAuthenticate(X509Certificate2? remote, CertificateRole role, out Did peer, out string reason)
    {
        if (remote is not null) return trust.TryAuthenticate(remote, role, out peer, out reason);
        (peer, reason) = (default, NoCertificate);
        return false;
    }

    /// <summary>Whether the peer that was dialled at this address (<c>host:port</c>) may be there; trust on first use minds.</summary>
    /// <exception cref="IdentityException">What was learnt cannot be kept.</exception>
    public bool TryAdmit(Did peer, string address, out string reason) => trust.TryAdmit(peer, address, dialled: true, out reason, out _);

    /// <summary>Options of one connection to a node; what is learnt of its certificate goes to <paramref name="seen"/>.</summary>
    public SslClientAuthenticationOptions Client(Action<Did, string> seen) => new()
    {
        EnabledSslProtocols = SslProtocols.Tls13,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,

        // Offline, or the chain of the own certificate would be looked for on the network.
        ClientCertificateContext = SslStreamCertificateContext.Create(Certificate, additionalCertificates: null, offline: true),
        RemoteCertificateValidationCallback = (_, remote, _, _) =>
        {
            var trusted = TryAuthenticate(remote as X509Certificate2, CertificateRole.Server, out var peer, out var reason);
            seen(peer, reason);
            return trusted;
        },
    };
}
