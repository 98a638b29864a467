using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Remote;

namespace AkkaFederation.Engine.Remote;

/// <summary>
/// The policy from plain files: own certificate, trusted roots, validity, usage for the role (RFC 5280). A peer's
/// identity is the hash of its public key, so it outlives a renewal of the certificate. Files are read again when they
/// change. Left out: revocation lists.
/// </summary>
internal sealed class FileConnectionPolicy : IConnectionPolicy
{
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    private readonly FilePolicySettings _settings;
    private readonly TimeProvider _time;
    private readonly X509Certificate2Collection _roots = [];
    private readonly Lock _gate = new();
    private X509Certificate2 _certificate;
    private DateTime _readAt;

    public FileConnectionPolicy(FilePolicySettings settings, TimeProvider time)
    {
        _settings = settings;
        _time = time;
        _readAt = File.GetLastWriteTimeUtc(settings.CertificatePath);
        _certificate = Read("certificate.path", settings.CertificatePath, LoadCertificate);
        if (settings.TrustedRootsPath.Length > 0) _roots = Read("trusted-roots", settings.TrustedRootsPath, LoadRoots);
    }

    public X509Certificate2 LocalCertificate
    {
        get
        {
            lock (_gate)
            {
                var written = File.GetLastWriteTimeUtc(_settings.CertificatePath);
                if (written == _readAt || !File.Exists(_settings.CertificatePath)) return _certificate;
                _certificate = Read("certificate.path", _settings.CertificatePath, LoadCertificate);
                _readAt = written;
                return _certificate;
            }
        }
    }

    public ConnectionVerdict Authenticate(X509Certificate2 remote, X509Chain? chain, ConnectionRole role)
    {
        if (Refusal(remote, chain, role == ConnectionRole.Dialler ? ServerUsage : ClientUsage) is { } refusal) return ConnectionVerdict.Refuse(refusal);
        return ConnectionVerdict.Accept("key-sha256:" + Convert.ToHexStringLower(SHA256.HashData(remote.PublicKey.ExportSubjectPublicKeyInfo())));
    }

    public ConnectionVerdict Admit(X509Certificate2 remote, string identity, ConnectionRole role, Address address)
    {
        var validateHostname = _settings.ValidateHostname && !_settings.SuppressValidation && role == ConnectionRole.Dialler;
        return validateHostname && !remote.MatchesHostname(Sockets.Unbracket(address.Host ?? ""))
            ? ConnectionVerdict.Refuse("certificate-hostname")
            : ConnectionVerdict.Accept(identity);
    }

    private string? Refusal(X509Certificate2 remote, X509Chain? chain, string usage)
    {
        if (_settings.SuppressValidation) return null;
        var now = _time.GetUtcNow().UtcDateTime;
        if (now > remote.NotAfter.ToUniversalTime()) return "certificate-expired";
        if (now < remote.NotBefore.ToUniversalTime()) return "certificate-not-yet-valid";
        if (!AllowsUsage(remote, usage)) return "certificate-usage";
        return IsTrusted(remote, chain, now) ? null : "certificate-untrusted";
    }

    /// <summary>A certificate without the extension is for any use (RFC 5280, 4.2.1.12).</summary>
    private static bool AllowsUsage(X509Certificate2 certificate, string usage)
    {
        var extension = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault();
        return extension is null || extension.EnhancedKeyUsages.Cast<Oid>().Any(o => o.Value == usage);
    }

    private bool IsTrusted(X509Certificate2 remote, X509Chain? presented, DateTime now)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        if (presented is not null) policy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        if (_roots.Count > 0)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(_roots);
        }

        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = now;
        return chain.Build(remote);
    }

    private X509Certificate2 LoadCertificate(string path)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is ".pfx" or ".p12") return X509CertificateLoader.LoadPkcs12FromFile(path, _settings.Password);
        var key = _settings.KeyPath.Length > 0 ? _settings.KeyPath : path;
        using var pem = X509Certificate2.CreateFromPemFile(path, key);

        // Windows TLS cannot use a key that exists in memory only; the round trip through PKCS#12 is harmless elsewhere.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    private static X509Certificate2Collection LoadRoots(string path)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(path);
        return roots.Count > 0 ? roots : throw new CryptographicException("it holds no certificate");
    }

    private static T Read<T>(string key, string path, Func<string, T> load)
    {
        try
        {
            return load(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new RemoteTransportException($"akka.remote.dot-netty.tcp.ssl.{key}: cannot use '{path}': {error.Message}", error);
        }
    }
}
