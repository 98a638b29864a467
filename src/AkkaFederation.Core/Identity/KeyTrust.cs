using System.Security.Cryptography.X509Certificates;

namespace AkkaFederation.Identity;

/// <summary>
/// What the policies <c>pinned</c> and <c>tofu</c> begin with: whoever issued the certificate, its key, which TLS has
/// proven, says who its owner is. It lets nobody in by itself: <see cref="PinnedPeers"/> or <see cref="KnownPeers"/>
/// decide.
/// </summary>
internal sealed class KeyTrust : ICertificateTrust
{
    public static readonly KeyTrust Instance = new();

    public bool TryAuthenticate(X509Certificate2 certificate, CertificateRole role, DateTimeOffset now, out Did did, out string reason)
    {
        did = default;
        reason = CertificateRules.Check(certificate, role, now);
        return reason.Length == 0 && CertificateIdentity.TryGetDid(certificate, out did, out reason);
    }
}
