using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AkkaFederation.Identity;

/// <summary>
/// Trust policy <c>ca</c>: a certificate counts if it chains to one of the federation's CAs, is valid now, is meant for
/// the role its owner plays, and its key derives the DID in it (RFC 5280; attacks A2 to A5, A8, A9). No other root is
/// consulted and nothing is downloaded. Left out: revocation and the policies <c>pinned</c> and <c>tofu</c>.
/// </summary>
internal sealed class CertificateTrust
{
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    private readonly X509Certificate2Collection _authorities;

    public CertificateTrust(IEnumerable<X509Certificate2> authorities)
    {
        _authorities = [.. authorities];
        if (_authorities.Count == 0) throw new ArgumentException("At least one CA certificate is needed.", nameof(authorities));
    }

    /// <summary>Who the certificate's owner is, or one of <see cref="CertificateReasons"/>.</summary>
    public bool TryAuthenticate(X509Certificate2 certificate, CertificateRole role, DateTimeOffset now, out Did did, out string reason)
    {
        did = default;
        reason = CheckDates(certificate, now);
        if (reason.Length == 0) reason = CheckUse(certificate, role);
        if (reason.Length == 0 && !ChainsToAuthority(certificate, now)) reason = CertificateReasons.ForeignCa;
        return reason.Length == 0 && CertificateIdentity.TryGetDid(certificate, out did, out reason);
    }

    /// <summary>Whether one of the CAs signed this certificate, dates and use left aside.</summary>
    public bool ChainsToAuthority(X509Certificate2 certificate, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        try
        {
            return chain.Build(certificate) && chain.ChainElements.Count > 1;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static string CheckDates(X509Certificate2 certificate, DateTimeOffset now)
    {
        if (now < new DateTimeOffset(certificate.NotBefore)) return CertificateReasons.NotYetValid;
        return now > new DateTimeOffset(certificate.NotAfter) ? CertificateReasons.Expired : "";
    }

    // A missing extended key usage would mean "any use"; here it means none.
    private static string CheckUse(X509Certificate2 certificate, CertificateRole role)
    {
        if (certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(e => e.CertificateAuthority)) return CertificateReasons.IsAuthority;
        var needed = role == CertificateRole.Server ? ServerAuth : ClientAuth;
        var allowed = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .SelectMany(e => e.EnhancedKeyUsages.Cast<Oid>())
            .Any(oid => oid.Value == needed);
        return allowed ? "" : CertificateReasons.WrongRole;
    }
}
