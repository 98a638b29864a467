using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AkkaFederation.Identity;

/// <summary>
/// The DID that a node certificate carries. The key is what counts; the URI SAN must agree with it, so that a certificate
/// cannot say one thing to a program and another to a person. Trust in the issuer is decided elsewhere
/// (<see cref="CertificateTrust"/>).
/// </summary>
internal static class CertificateIdentity
{
    private const string SanOid = "2.5.29.17";
    private static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);

    /// <summary>
    /// Reads the DID: the key is a P-256 key, there is exactly one URI SAN, and it is the DID that the key derives.
    /// <paramref name="reason"/> is one of <see cref="CertificateReasons"/>.
    /// </summary>
    public static bool TryGetDid(X509Certificate2 certificate, out Did did, out string reason)
    {
        did = default;
        using var key = certificate.GetECDsaPublicKey();
        if (key is null || !PublicKeys.TryGetDid(key, out var derived, out _))
        {
            reason = CertificateReasons.NotP256;
            return false;
        }

        if (!TryReadUris(certificate, out var uris))
        {
            reason = CertificateReasons.BadSan;
            return false;
        }

        reason = uris.Count switch
        {
            0 => CertificateReasons.NoUriSan,
            > 1 => CertificateReasons.ManyUriSans,
            _ when uris[0] != derived.Value => CertificateReasons.DidMismatch,
            _ => "",
        };
        if (reason.Length > 0) return false;
        did = derived;
        return true;
    }

    // The base library's SAN type enumerates DNS names and addresses only.
    private static bool TryReadUris(X509Certificate2 certificate, out List<string> uris)
    {
        uris = [];
        try
        {
            foreach (var extension in certificate.Extensions)
            {
                if (extension.Oid?.Value != SanOid) continue;
                var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
                while (names.HasData)
                {
                    if (names.PeekTag() == UriTag) uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, UriTag));
                    else names.ReadEncodedValue();
                }
            }

            return true;
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            return false;
        }
    }
}
