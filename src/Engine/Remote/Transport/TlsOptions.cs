using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace AkkaFederation.Engine.Remote;

/// <summary>
/// TLS 1.3 and nothing else, certificates in both directions, no resumption (each connection proves possession of a key
/// anew) and no renegotiation. The chain is not built here: the policy knows whom to trust, TLS only proves the key.
/// </summary>
internal sealed class TlsOptions(IConnectionPolicy policy)
{
    private Cached? _cached;

    public SslServerAuthenticationOptions Server(RemoteCertificateValidationCallback capture) => new()
    {
        ServerCertificateContext = LocalContext(),
        ClientCertificateRequired = true,
        EnabledSslProtocols = SslProtocols.Tls13,
        RemoteCertificateValidationCallback = capture,
        CertificateChainPolicy = ProofOfKeyOnly(),
        AllowRenegotiation = false,
        AllowTlsResume = false,
    };

    public SslClientAuthenticationOptions Client(string host, RemoteCertificateValidationCallback capture) => new()
    {
        TargetHost = host,
        ClientCertificateContext = LocalContext(),
        EnabledSslProtocols = SslProtocols.Tls13,
        RemoteCertificateValidationCallback = capture,
        CertificateChainPolicy = ProofOfKeyOnly(),
        AllowRenegotiation = false,
        AllowTlsResume = false,
    };

    /// <summary>The chain that TLS would build by itself must not reach the network or the machine's trust store.</summary>
    private static X509ChainPolicy ProofOfKeyOnly() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
        VerificationFlags = X509VerificationFlags.AllFlags,
    };

    private SslStreamCertificateContext LocalContext()
    {
        var certificate = policy.LocalCertificate;
        var cached = Volatile.Read(ref _cached);
        if (cached is not null && ReferenceEquals(cached.Certificate, certificate)) return cached.Context;
        cached = new Cached(certificate, SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true));
        Volatile.Write(ref _cached, cached);
        return cached.Context;
    }

    private sealed record Cached(X509Certificate2 Certificate, SslStreamCertificateContext Context);
}
