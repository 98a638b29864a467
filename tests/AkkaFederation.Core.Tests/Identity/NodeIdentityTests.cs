using System.Security.Cryptography;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Identity;

/// <summary>What an operator can get wrong with key, certificate and CA, and the line that says so.</summary>
public sealed class NodeIdentityTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);
    private readonly CertificateAuthority _authority = CertificateAuthority.Create("CA", Now, 10 * Year, new byte[16]);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string _certificatePem;

    public NodeIdentityTests()
    {
        using var certificate = _authority.IssueNode(_key, "node", Now, Year, new byte[16]);
        _certificatePem = certificate.ExportCertificatePem();
    }

    [Fact]
    public void Parts_that_fit_make_an_identity_that_signs()
    {
        var identity = Load();

        Assert.True(identity.Certificate.HasPrivateKey);
        Assert.True(PublicKeys.TryGetDid(identity.PublicKeyPem, out var derived, out _));
        Assert.Equal(identity.Id, derived);
        Assert.True(new EcdsaP256Scheme().Verify(identity.Id, "x"u8, identity.Signer.Sign("x"u8)));
    }

    [Fact]
    public void A_key_in_the_older_sec1_form_is_read_too() => Assert.Equal(Load().Id, Load(key: _key.ExportECPrivateKeyPem()).Id);

    [Theory]
    [InlineData("")]
    [InlineData("not a key")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    public void A_broken_key_is_named(string pem) => Fails("node.key: not an unencrypted P-256 private key", () => Load(key: pem));

    [Fact]
    public void A_public_key_in_the_keys_place_is_named() =>
        Fails("node.key: not an unencrypted P-256 private key", () => Load(key: _key.ExportSubjectPublicKeyInfoPem()));

    [Fact]
    public void A_key_of_another_curve_is_named()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Fails("node.key: the key is not a P-256 key", () => Load(key: other.ExportPkcs8PrivateKeyPem()));
    }

    [Fact]
    public void A_key_of_another_node_is_named()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Fails("node.key: not the key of the certificate in node.crt", () => Load(key: other.ExportPkcs8PrivateKeyPem()));
    }

    [Theory]
    [InlineData("", "no certificate in PEM")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "cannot be read")]
    public void A_broken_certificate_is_named(string pem, string why) => Fails($"node.crt: ", () => Load(certificate: pem), why);

    [Fact]
    public void A_missing_ca_is_named() => Fails("ca.crt: no certificate in PEM", () => Load(authority: "nothing"));

    [Fact]
    public void A_certificate_of_another_ca_is_named()
    {
        using var foreign = CertificateAuthority.Create("CA", Now, 10 * Year, new byte[16]);
        Fails("node.crt: the certificate was not issued by the CA in ca.crt", () => Load(authority: foreign.CertificatePem));
    }

    [Fact]
    public void One_of_several_cas_is_enough()
    {
        using var next = CertificateAuthority.Create("next CA", Now, 10 * Year, new byte[16]);
        Assert.Equal(Load().Id, Load(authority: next.CertificatePem + "\n" + _authority.CertificatePem).Id);
    }

    [Fact]
    public void An_expired_certificate_is_named_with_its_end() =>
        Fails("node.crt: the certificate expired at 2027-11-20 12:00:00Z", () => Load(now: Now + Year + Year));

    [Fact]
    public void A_certificate_of_the_future_is_named_with_its_beginning() =>
        Fails("node.crt: the certificate is valid from 2026-11-20 11:55:00Z", () => Load(now: Now - Year));

    [Fact]
    public void The_cas_own_certificate_is_no_nodes()
    {
        Fails("node.crt: this is the certificate of a CA", () => Load(key: _authority.KeyPem, certificate: _authority.CertificatePem));
    }

    [Fact]
    public void A_ca_is_taken_up_from_its_files_and_goes_on_issuing()
    {
        using var again = CertificateAuthority.FromPem(_authority.CertificatePem, "ca.crt", _authority.KeyPem, "ca.key");
        using var certificate = again.IssueNode(_key, "node", Now, Year, new byte[16]);

        Assert.Equal(Load().Id, Load(certificate: certificate.ExportCertificatePem()).Id);
    }

    [Fact]
    public void A_node_certificate_is_no_ca() =>
        Fails("ca.crt: not the certificate of a CA", () => CertificateAuthority.FromPem(_certificatePem, "ca.crt", _key.ExportPkcs8PrivateKeyPem(), "ca.key"));

    [Fact]
    public void The_key_of_another_ca_is_named() =>
        Fails("ca.key: not the key of the certificate in ca.crt", () => CertificateAuthority.FromPem(_authority.CertificatePem, "ca.crt", _key.ExportPkcs8PrivateKeyPem(), "ca.key"));

    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
    }

    private NodeIdentity Load(string? key = null, string? certificate = null, string? authority = null, DateTimeOffset? now = null) =>
        NodeIdentity.FromPem(
            new NodeIdentity.Part(key ?? _key.ExportPkcs8PrivateKeyPem(), "node.key"),
            new NodeIdentity.Part(certificate ?? _certificatePem, "node.crt"),
            new NodeIdentity.Part(authority ?? _authority.CertificatePem, "ca.crt"),
            now ?? Now);

    private static void Fails(string start, Func<object> act, string contains = "")
    {
        var error = Assert.Throws<IdentityException>(act);
        Assert.StartsWith(start, error.Message, StringComparison.Ordinal);
        Assert.Contains(contains, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(2, error.ExitCode);
    }
}
