using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AkkaFederation.Identity;

/// <summary>
/// Who this node is: its key, its certificate, and the CAs it trusts, if its policy is theirs. Made only from parts that fit together, so whoever
/// holds one need not check again. Reading files is the caller's business; names of the parts are for error messages.
/// </summary>
internal sealed class NodeIdentity
{
    private NodeIdentity(EcdsaP256Signer signer, X509Certificate2 certificate, ICertificateTrust trust)
    {
        Signer = signer;
        Certificate = certificate;
        Trust = trust;
        PublicKeyPem = PublicKeys.ToPem(signer.Id);
    }

    public Did Id => Signer.Id;

    public EcdsaP256Signer Signer { get; }

    /// <summary>The node's certificate together with its private key, ready for TLS.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Whose certificates count: those of the CAs, or, without a CA, those that carry the DID of their key.</summary>
    public ICertificateTrust Trust { get; }

    public string PublicKeyPem { get; }

    /// <summary>A part of an identity: its text and the name under which the operator knows it.</summary>
    public readonly record struct Part(string Pem, string Name);

    /// <summary>Puts an identity together and checks it whole; without an authority nobody's signature on the certificate counts.</summary>
    /// <exception cref="IdentityException">Parts that are broken, do not fit together, or are not valid now.</exception>
    public static NodeIdentity FromPem(Part key, Part certificate, Part? authority, DateTimeOffset now)
    {
        using var privateKey = PemFiles.PrivateKey(key.Pem, key.Name);
        using var bare = PemFiles.Certificate(certificate.Pem, certificate.Name);
        if (!PemFiles.SameKey(bare, privateKey))
            throw new IdentityException($"{key.Name}: not the key of the certificate in {certificate.Name}; give the pair that 'fed id new' made.");

        ICertificateTrust trust = authority is { } ca ? new CertificateTrust(PemFiles.Certificates(ca.Pem, ca.Name)) : KeyTrust.Instance;
        Check(bare, certificate.Name, authority?.Name ?? "", trust, now);
        return new NodeIdentity(new EcdsaP256Signer(privateKey), WithKey(bare, privateKey), trust);
    }

    private static void Check(X509Certificate2 certificate, string name, string authorityName, ICertificateTrust trust, DateTimeOffset now)
    {
        foreach (var role in new[] { CertificateRole.Server, CertificateRole.Client })
        {
            if (trust.TryAuthenticate(certificate, role, now, out _, out var reason)) continue;
            throw new IdentityException($"{name}: {Explain(reason, certificate, authorityName)}");
        }
    }

    private static string Explain(string reason, X509Certificate2 certificate, string authorityName) => reason switch
    {
        CertificateReasons.Expired => $"the certificate expired at {Time(certificate.NotAfter)}; make a new one for the same key with 'fed id renew'.",
        CertificateReasons.NotYetValid => $"the certificate is valid from {Time(certificate.NotBefore)} only; check this machine's clock.",
        CertificateReasons.ForeignCa => $"the certificate was not issued by the CA in {authorityName}; use the CA of this federation.",
        CertificateReasons.WrongRole => "the certificate is not meant for both server and client use; make one with 'fed id new'.",
        CertificateReasons.IsAuthority => "this is the certificate of a CA; a node needs one of its own, made with 'fed id new'.",
        CertificateReasons.NotP256 => "the certificate's key is not a P-256 key; make one with 'fed id new'.",
        _ => $"the certificate does not carry the DID of its key as its one URI SAN ({reason}); make one with 'fed id new'.",
    };

    private static string Time(DateTime local) => local.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    // Schannel cannot use a key that lives in memory only; a round trip through PKCS#12 gives it a container.
    private static X509Certificate2 WithKey(X509Certificate2 bare, ECDsa key)
    {
        var joined = bare.CopyWithPrivateKey(key);
        if (!OperatingSystem.IsWindows()) return joined;
        using (joined) return X509CertificateLoader.LoadPkcs12(joined.Export(X509ContentType.Pkcs12), password: null);
    }
}
