using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AkkaFederation.Identity;
using AkkaFederation.Settings;

namespace AkkaFederation.Tests.Identity;

/// <summary>A CA and node identities in files of a folder of their own, as `fed ca init` and `fed id new` lay them down.</summary>
internal sealed class TestIdentity : IDisposable
{
    public static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private byte _serial;

    public TestIdentity(string caName = "test CA")
    {
        Folder = Directory.CreateTempSubdirectory("fed-identity-").FullName;
        Authority = CertificateAuthority.Create(caName, Now, TimeSpan.FromDays(30), Serial());
        File.WriteAllText(CaPath, Authority.CertificatePem);
    }

    public string Folder { get; }

    public CertificateAuthority Authority { get; }

    public string CaPath => Path.Combine(Folder, "ca.crt");

    public string KeyPath(string node) => Path.Combine(Folder, $"{node}.key");

    public string CertificatePath(string node) => Path.Combine(Folder, $"{node}.crt");

    /// <summary>Writes a key and a certificate for it.</summary>
    public Did Add(string node, NodeCertificateTemplate? template = null, DateTimeOffset? from = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Authority.Issue(key, template ?? new NodeCertificateTemplate { CommonName = node }, from ?? Now, TimeSpan.FromDays(1), Serial());
        Write(node, key, certificate);
        return PublicKeys.TryGetDid(key, out var did, out _) ? did : throw new InvalidOperationException("no DID");
    }

    /// <summary>Writes a key and a certificate that it signs itself.</summary>
    public Did AddSelfSigned(string node)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = CertificateAuthority.SelfSign(key, new NodeCertificateTemplate { CommonName = node }, Now, TimeSpan.FromDays(1), Serial());
        Write(node, key, certificate);
        return PublicKeys.TryGetDid(key, out var did, out _) ? did : throw new InvalidOperationException("no DID");
    }

    /// <summary>Puts a new certificate for the same key in the place of the old one.</summary>
    public void Renew(string node)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(KeyPath(node)));
        using var certificate = Authority.IssueNode(key, node, Now, TimeSpan.FromDays(1), Serial());
        TextFile.Replace(CertificatePath(node), certificate.ExportCertificatePem());
        File.SetLastWriteTimeUtc(CertificatePath(node), DateTime.UtcNow.AddSeconds(5));
    }

    /// <summary>Settings of the three files; the rest as in reference.conf, files in the folder.</summary>
    public IdentitySettings Settings(string node) => FederationConfiguration.Parse(
        $"{Hocon(node)}\nfederation.cluster-id = test", "test.conf",
        new ConfigurationSources { Environment = new Dictionary<string, string>(), WorkingFolder = Folder }).Settings.Identity;

    /// <summary>HOCON of the three files.</summary>
    public string Hocon(string node) =>
        $"federation.identity {{ key = \"{KeyPath(node)}\", certificate = \"{CertificatePath(node)}\", ca = \"{CaPath}\" }}";

    public void Dispose()
    {
        Authority.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private void Write(string node, ECDsa key, X509Certificate2 certificate)
    {
        File.WriteAllText(KeyPath(node), key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(KeyPath(node), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(CertificatePath(node), certificate.ExportCertificatePem());
    }

    private byte[] Serial()
    {
        var serial = new byte[CertificateAuthority.SerialLength];
        serial[^1] = ++_serial;
        return serial;
    }
}
