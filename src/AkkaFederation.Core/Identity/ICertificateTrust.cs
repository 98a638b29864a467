using System.Security.Cryptography.X509Certificates;

namespace AkkaFederation.Identity;

/// <summary>Whose certificates count, and who their owners are.</summary>
internal interface ICertificateTrust
{
    /// <summary>Who the certificate's owner is, or one of <see cref="CertificateReasons"/>.</summary>
    bool TryAuthenticate(X509Certificate2 certificate, CertificateRole role, DateTimeOffset now, out Did did, out string reason);
}
