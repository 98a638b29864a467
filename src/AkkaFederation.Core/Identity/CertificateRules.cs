using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AkkaFederation.Identity;

/// <summary>
/// What every certificate must satisfy under every trust policy: valid now, meant for the role its owner plays, no CA's
/// (RFC 5280, 4.1.2.5, 4.2.1.9 and 4.2.1.12; attacks A3, A4, A5, A9). Who its owner is, is read by
/// <see cref="CertificateIdentity"/>.
/// </summary>
internal static class CertificateRules
{
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuth = "1.3.6.1.5.5.7.3.2";

    /// <summary>Empty, or one of <see cref="CertificateReasons"/>.</summary>
    public static string Check(X509Certificate2 certificate, CertificateRole role, DateTimeOffset now)
    {
        var reason = CheckDates(certificate, now);
        return reason.Length > 0 ? reason : CheckUse(certificate, role);
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
