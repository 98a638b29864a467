#if !ENGINE_AKKANET
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using AkkaFederation.Engine.Remote;
using AkkaFederation.Identity;

namespace AkkaFederation.Adapters;

/// <summary>
/// Trust policy <c>ca</c> on the standalone engine's connections, dialler and listener alike. The identity of a
/// connection is the DID of the key that its TLS handshake has proven; refusals carry a reason code that is counted.
/// </summary>
internal sealed class FederationConnectionPolicy : IConnectionPolicy
{
    private readonly RenewableIdentity _identity;
    private readonly TimeProvider _clock;

    public FederationConnectionPolicy(RenewableIdentity identity, TimeProvider clock)
    {
        _identity = identity;
        _clock = clock;
    }

    public X509Certificate2 LocalCertificate => _identity.Current.Certificate;

    public string? Screen(X509Certificate2 remote, X509Chain? chain) =>
        _identity.Current.Trust.TryAuthenticate(remote, CertificateRole.Client, _clock.GetUtcNow(), out _, out var reason) ? null : reason;

    public ConnectionVerdict Authenticate(X509Certificate2 remote, X509Chain? chain, ConnectionRole role, Address claimed)
    {
        // The role is ours; the certificate must serve the other one.
        var theirs = role == ConnectionRole.Dialler ? CertificateRole.Server : CertificateRole.Client;
        return _identity.Current.Trust.TryAuthenticate(remote, theirs, _clock.GetUtcNow(), out var did, out var reason)
            ? ConnectionVerdict.Accept(did.Value)
            : ConnectionVerdict.Refuse(reason);
    }
}
#endif
