#if !ENGINE_AKKANET
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using AkkaFederation.Engine.Remote;
using AkkaFederation.Identity;

namespace AkkaFederation.Adapters;

/// <summary>
/// The federation's trust on the standalone engine's connections, dialler and listener alike. The identity of a
/// connection is the DID of the key that its TLS handshake has proven; refusals carry a reason code that is counted.
/// </summary>
internal sealed class FederationConnectionPolicy(PeerTrust trust) : IConnectionPolicy
{
    public X509Certificate2 LocalCertificate => trust.LocalCertificate;

    public ConnectionVerdict Authenticate(X509Certificate2 remote, X509Chain? chain, ConnectionRole role)
    {
        // The role is ours; the certificate must serve the other one.
        var theirs = role == ConnectionRole.Dialler ? CertificateRole.Server : CertificateRole.Client;
        return trust.TryAuthenticate(remote, theirs, out var did, out var reason)
            ? ConnectionVerdict.Accept(did.Value)
            : ConnectionVerdict.Refuse(reason, did.IsEmpty ? null : $"its certificate is {did}'s");
    }

    public ConnectionVerdict Admit(X509Certificate2 remote, string identity, ConnectionRole role, Address address) =>
        trust.TryAdmit(Did.Parse(identity), $"{address.Host}:{address.Port}".ToLowerInvariant(), role == ConnectionRole.Dialler, out var reason, out var detail)
            ? ConnectionVerdict.Accept(identity)
            : ConnectionVerdict.Refuse(reason, detail);

    public string? Withdrawn(X509Certificate2 remote, string identity) => trust.WhyWithdrawn(remote, Did.Parse(identity));
}
#endif
