using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AkkaFederation.Identity;

/// <summary>Keys and certificates from the text of PEM files, with errors that name the file.</summary>
internal static class PemFiles
{
    /// <exception cref="IdentityException">Not a P-256 private key in PEM.</exception>
    public static ECDsa PrivateKey(string pem, string name)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            key.ExportParameters(includePrivateParameters: true);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new IdentityException($"{name}: not an unencrypted P-256 private key in PEM (BEGIN PRIVATE KEY); make one with 'fed id new'.", e);
        }

        if (PublicKeys.TryGetDid(key, out _, out var error)) return key;
        key.Dispose();
        throw new IdentityException($"{name}: {error}; a node needs a P-256 key, made with 'fed id new'.");
    }

    /// <exception cref="IdentityException">No certificate in PEM.</exception>
    public static X509Certificate2 Certificate(string pem, string name) => Certificates(pem, name)[0];

    /// <summary>All certificates of a PEM text, at least one.</summary>
    /// <exception cref="IdentityException">No certificate in PEM.</exception>
    public static X509Certificate2Collection Certificates(string pem, string name)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw new IdentityException($"{name}: a certificate in it cannot be read; it is damaged or not X.509.", e);
        }

        return found.Count > 0 ? found : throw new IdentityException($"{name}: no certificate in PEM (BEGIN CERTIFICATE) is in it.");
    }

    /// <summary>Whether the certificate carries the public half of the key.</summary>
    public static bool SameKey(X509Certificate2 certificate, ECDsa key)
    {
        using var certified = certificate.GetECDsaPublicKey();
        return certified is not null && certified.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo());
    }
}
