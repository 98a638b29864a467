using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Benchmarks;

/// <summary>A CA and one key for all: members to each other, members to clients, clients to members. ECDSA P-256, as ours.</summary>
internal sealed class EtcdCertificates
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    private EtcdCertificates(string folder, X509Certificate2 ca, X509Certificate2 certificate)
    {
        (Ca, Certificate) = (ca, certificate);
        CaFile = Path.Combine(folder, "ca.crt");
        CertificateFile = Path.Combine(folder, "etcd.crt");
        KeyFile = Path.Combine(folder, "etcd.key");
    }

    public X509Certificate2 Ca { get; }

    public X509Certificate2 Certificate { get; }

    public string CaFile { get; }

    public string CertificateFile { get; }

    public string KeyFile { get; }

    public static EtcdCertificates Create(string folder)
    {
        var (from, to) = (DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow + Lifetime);
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var caRequest = new CertificateRequest("CN=etcd comparison", caKey, HashAlgorithmName.SHA256);
        caRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        caRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        var ca = caRequest.CreateSelfSigned(from, to);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=etcd", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var bare = request.Create(ca, from, to.AddMinutes(-1), RandomNumberGenerator.GetBytes(8));
        var files = new EtcdCertificates(folder, ca, bare.CopyWithPrivateKey(key));
        File.WriteAllText(files.CaFile, ca.ExportCertificatePem());
        File.WriteAllText(files.CertificateFile, bare.ExportCertificatePem());
        // In a folder of this user alone (mode 0700).
        File.WriteAllText(files.KeyFile, key.ExportPkcs8PrivateKeyPem());
        return files;
    }
}
