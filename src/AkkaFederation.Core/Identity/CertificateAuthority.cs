using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AkkaFederation.Identity;

/// <summary>
/// The federation's own certificate authority: one self-signed P-256 certificate that signs node certificates and
/// nothing else (RFC 5280). Time and serial numbers are arguments; keys come from the base library.
/// </summary>
internal sealed class CertificateAuthority : IDisposable
{
    /// <summary>Bytes of a serial number.</summary>
    public const int SerialLength = 16;

    /// <summary>Certificates begin a little in the past, so that clocks may differ.</summary>
    public static readonly TimeSpan ClockAllowance = TimeSpan.FromMinutes(5);

    private readonly ECDsa _key;

    private CertificateAuthority(X509Certificate2 certificate, ECDsa key)
    {
        Certificate = certificate;
        _key = key;
    }

    /// <summary>The CA's certificate without its key.</summary>
    public X509Certificate2 Certificate { get; }

    public string CertificatePem => Certificate.ExportCertificatePem();

    /// <summary>The private key, PKCS#8 in PEM.</summary>
    public string KeyPem => _key.ExportPkcs8PrivateKeyPem();

    public static CertificateAuthority Create(string name, DateTimeOffset now, TimeSpan lifetime, ReadOnlySpan<byte> serial)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(NameOf(name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var generator = X509SignatureGenerator.CreateForECDsa(key);
        var certificate = request.Create(request.SubjectName, generator, now - ClockAllowance, now + lifetime, SerialOf(serial));
        return new CertificateAuthority(certificate, key);
    }

    /// <summary>Takes up a CA from its two PEM texts; the names are for error messages.</summary>
    /// <exception cref="IdentityException">Not a CA certificate, not its key, or not P-256.</exception>
    public static CertificateAuthority FromPem(string certificatePem, string certificateName, string keyPem, string keyName)
    {
        var certificate = PemFiles.Certificate(certificatePem, certificateName);
        var key = PemFiles.PrivateKey(keyPem, keyName);
        if (!certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(e => e.CertificateAuthority))
            throw new IdentityException($"{certificateName}: not the certificate of a CA; give the one that 'fed ca init' made.");
        if (!PemFiles.SameKey(certificate, key))
            throw new IdentityException($"{keyName}: not the key of the certificate in {certificateName}; give the pair that belongs together.");
        return new CertificateAuthority(certificate, key);
    }

    /// <summary>Issues a certificate for a node's key: server and client use, the key's DID as its one URI SAN.</summary>
    public X509Certificate2 IssueNode(ECDsa nodeKey, string commonName, DateTimeOffset now, TimeSpan lifetime, ReadOnlySpan<byte> serial) =>
        Issue(nodeKey, new NodeCertificateTemplate { CommonName = commonName }, now, lifetime, serial);

    /// <summary>Issues by a template; one that differs from the default makes certificates that peers refuse.</summary>
    public X509Certificate2 Issue(ECDsa nodeKey, NodeCertificateTemplate template, DateTimeOffset now, TimeSpan lifetime, ReadOnlySpan<byte> serial)
    {
        var request = new CertificateRequest(NameOf(template.CommonName), nodeKey, HashAlgorithmName.SHA256);
        foreach (var extension in template.Extensions(nodeKey)) request.CertificateExtensions.Add(extension);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, true, false));
        var end = now + lifetime;
        var last = new DateTimeOffset(Certificate.NotAfter);
        var generator = X509SignatureGenerator.CreateForECDsa(_key);
        return request.Create(Certificate.SubjectName, generator, now - ClockAllowance, end < last ? end : last, SerialOf(serial));
    }

    /// <summary>A certificate that the node's own key signs: for the policies <c>pinned</c> and <c>tofu</c>, which need no CA.</summary>
    public static X509Certificate2 SelfSign(ECDsa nodeKey, NodeCertificateTemplate template, DateTimeOffset now, TimeSpan lifetime, ReadOnlySpan<byte> serial)
    {
        var request = new CertificateRequest(NameOf(template.CommonName), nodeKey, HashAlgorithmName.SHA256);
        foreach (var extension in template.Extensions(nodeKey)) request.CertificateExtensions.Add(extension);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.Create(request.SubjectName, X509SignatureGenerator.CreateForECDsa(nodeKey), now - ClockAllowance, now + lifetime, SerialOf(serial));
    }

    /// <summary>Signs a statement of the CA, such as a revocation list: 64 bytes r‖s over SHA-256.</summary>
    public byte[] Sign(ReadOnlySpan<byte> statement) =>
        _key.SignData(statement, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }

    private static X500DistinguishedName NameOf(string commonName)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(commonName);
        return builder.Build();
    }

    // RFC 5280, 4.1.2.2: positive and at most 20 bytes.
    private static byte[] SerialOf(ReadOnlySpan<byte> random)
    {
        if (random.Length != SerialLength) throw new ArgumentException($"A serial number takes {SerialLength} bytes.", nameof(random));
        var serial = random.ToArray();
        serial[0] = (byte)(serial[0] & 0x7f | 0x40);
        return serial;
    }
}
