using System.Security.Cryptography.X509Certificates;
using Akka.Remote;

namespace AkkaFederation.Engine.Remote.Tests;

/// <summary>Attacks A2 to A5 against the policy that reads plain files.</summary>
public sealed class FilePolicySpec : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("akfed-policy-");

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void A_certificate_of_the_trusted_root_is_accepted_by_its_key()
    {
        var verdict = Judge(_authority.Issue("peer"), ConnectionRole.Listener);
        Assert.StartsWith("key-sha256:", verdict.Identity);
        Assert.NotEqual(verdict.Identity, Judge(_authority.Issue("peer"), ConnectionRole.Listener).Identity);
    }

    [Fact]
    public void Another_root_is_refused()
    {
        using var other = new TestAuthority();
        Assert.Equal("certificate-untrusted", Judge(other.Issue("peer"), ConnectionRole.Listener).RefusalReason);
    }

    [Theory]
    [InlineData(-20, -10, "certificate-expired")]
    [InlineData(10, 20, "certificate-not-yet-valid")]
    public void Validity_is_checked(int from, int to, string reason) =>
        Assert.Equal(reason, Judge(_authority.Issue("peer", from, to), ConnectionRole.Listener).RefusalReason);

    [Theory]
    [InlineData(TestAuthority.Server, ConnectionRole.Listener, "certificate-usage")]
    [InlineData(TestAuthority.Client, ConnectionRole.Dialler, "certificate-usage")]
    [InlineData(TestAuthority.Client, ConnectionRole.Listener, null)]
    [InlineData(TestAuthority.Server, ConnectionRole.Dialler, null)]
    public void A_certificate_serves_only_the_role_it_was_issued_for(string usage, ConnectionRole role, string? reason) =>
        Assert.Equal(reason, Judge(_authority.Issue("peer", usages: usage), role).RefusalReason);

    [Fact]
    public void A_renewed_file_is_read_again()
    {
        var policy = Policy(out var path);
        var before = policy.LocalCertificate.SerialNumber;
        File.WriteAllBytes(path, _authority.Issue("own").Export(X509ContentType.Pkcs12, "secret"));
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(5));
        Assert.NotEqual(before, policy.LocalCertificate.SerialNumber);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var settings = new FilePolicySettings { CertificatePath = Path.Combine(_folder.FullName, "nowhere.pfx") };
        var error = Assert.Throws<RemoteTransportException>(() => new FileConnectionPolicy(settings, TimeProvider.System));
        Assert.Contains("nowhere.pfx", error.Message);
        Assert.Contains("certificate.path", error.Message);
    }

    [Fact]
    public void A_wrong_password_is_reported_without_the_password()
    {
        Policy(out var path);
        var settings = new FilePolicySettings { CertificatePath = path, Password = "wr0ng-pass" };
        var error = Assert.Throws<RemoteTransportException>(() => new FileConnectionPolicy(settings, TimeProvider.System));
        Assert.Contains(path, error.Message);
        Assert.DoesNotContain("wr0ng-pass", error.ToString());
    }

    private ConnectionVerdict Judge(X509Certificate2 remote, ConnectionRole role) =>
        Policy(out _).Authenticate(remote, null, role);

    private FileConnectionPolicy Policy(out string path)
    {
        path = Path.Combine(_folder.FullName, "own.pfx");
        var roots = Path.Combine(_folder.FullName, "roots.pem");
        File.WriteAllBytes(path, _authority.Issue("own").Export(X509ContentType.Pkcs12, "secret"));
        File.WriteAllText(roots, _authority.Root.ExportCertificatePem());
        return new FileConnectionPolicy(
            new FilePolicySettings { CertificatePath = path, Password = "secret", TrustedRootsPath = roots }, TimeProvider.System);
    }
}
