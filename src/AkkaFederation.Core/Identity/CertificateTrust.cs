using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AkkaFederation.Identity;

/// <summary>
/// Trust policy <c>ca</c>: a certificate counts if it chains to one of the federation's CAs, is valid now, is meant for
/// the role its owner plays, and its key derives the DID in it (RFC 5280; attacks A2 to A5, A8, A9). No other root is
/// consulted and nothing is downloaded. Revocation is decided elsewhere (<see cref="RevocationSet"/>).
/// </summary>
internal sealed class CertificateTrust : ICertificateTrust
{
    private readonly X509Certificate2Collection _authorities;

    public CertificateTrust(IEnumerable<X509Certificate2> authorities)
    {
        _authorities = [.. authorities];
        if (_authorities.Count == 0) throw new ArgumentException("At least one CA certificate is needed.", nameof(authorities));
    }

    public bool TryAuthenticate(X509Certificate2 certificate, CertificateRole role, DateTimeOffset now, out Did did, out string reason)
    {
        did = default;
        reason = CertificateRules.Check(certificate, role, now);
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

    /// <summary>Whether one of the CAs signed these bytes (64 bytes r‖s over SHA-256): a revocation list.</summary>
    public bool HasSigned(ReadOnlySpan<byte> statement, ReadOnlySpan<byte> signature)
    {
        foreach (var authority in _authorities)
        {
            using var key = authority.GetECDsaPublicKey();
            if (key is null || signature.Length != EcdsaP256Scheme.Length) continue;
            if (key.VerifyData(statement, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)) return true;
        }

        return false;
    }
}
