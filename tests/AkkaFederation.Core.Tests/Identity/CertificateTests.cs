using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Identity;

/// <summary>Certificates that peers accept, and each kind that they must refuse (attacks A2 to A5, A8, A9).</summary>
public sealed class CertificateTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);
    private readonly CertificateAuthority _authority = CertificateAuthority.Create("federation CA", Now, 10 * Year, Serial(1));
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [Theory]
    [InlineData(nameof(CertificateRole.Server))]
    [InlineData(nameof(CertificateRole.Client))]
    public void A_node_certificate_authenticates_its_key_in_both_roles(string role)
    {
        using var certificate = _authority.IssueNode(_key, "node", Now, Year, Serial(2));

        Assert.True(Trust().TryAuthenticate(certificate, Enum.Parse<CertificateRole>(role), Now, out var did, out var reason), reason);
        Assert.True(PublicKeys.TryGetDid(_key, out var expected, out _));
        Assert.Equal(expected, did);
    }

    [Fact]
    public void A2_a_certificate_of_another_ca_of_the_same_name_is_refused()
    {
        using var foreign = CertificateAuthority.Create("federation CA", Now, 10 * Year, Serial(1));
        using var certificate = foreign.IssueNode(_key, "node", Now, Year, Serial(2));

        Assert.Equal(CertificateReasons.ForeignCa, Refusal(certificate, CertificateRole.Server, Now));
    }

    [Fact]
    public void A2_a_self_signed_certificate_is_refused()
    {
        var request = new CertificateRequest("CN=node", _key, HashAlgorithmName.SHA256);
        foreach (var extension in new NodeCertificateTemplate { CommonName = "node" }.Extensions(_key)) request.CertificateExtensions.Add(extension);
        using var certificate = request.CreateSelfSigned(Now, Now + Year);

        Assert.Equal(CertificateReasons.ForeignCa, Refusal(certificate, CertificateRole.Server, Now));
    }

    [Fact]
    public void A2_a_node_certificate_signs_no_other_certificate()
    {
        using var node = _authority.IssueNode(_key, "node", Now, Year, Serial(2));
        using var signer = node.CopyWithPrivateKey(_key);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=child", other, HashAlgorithmName.SHA256);
        foreach (var extension in new NodeCertificateTemplate { CommonName = "child" }.Extensions(other)) request.CertificateExtensions.Add(extension);
        using var child = request.Create(node.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), Now, Now + Year, Serial(3));

        Assert.Equal(CertificateReasons.ForeignCa, Refusal(child, CertificateRole.Client, Now));
    }

    [Fact]
    public void A3_an_expired_certificate_is_refused()
    {
        using var certificate = _authority.IssueNode(_key, "node", Now, Year, Serial(2));

        Assert.Equal(CertificateReasons.Expired, Refusal(certificate, CertificateRole.Client, Now + Year + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A4_a_certificate_that_is_not_yet_valid_is_refused()
    {
        using var certificate = _authority.IssueNode(_key, "node", Now + Year, Year, Serial(2));

        Assert.Equal(CertificateReasons.NotYetValid, Refusal(certificate, CertificateRole.Client, Now));
    }

    [Fact]
    public void A5_a_certificate_without_the_use_is_refused()
    {
        using var none = Issue(new NodeCertificateTemplate { CommonName = "node", ServerUse = false, ClientUse = false });

        Assert.Equal(CertificateReasons.WrongRole, Refusal(none, CertificateRole.Client, Now));
        Assert.Equal(CertificateReasons.WrongRole, Refusal(none, CertificateRole.Server, Now));
    }

    [Fact]
    public void A7_a_certificate_that_names_another_did_than_its_keys_is_refused()
    {
        using var lying = Issue(new NodeCertificateTemplate { CommonName = "node", Uris = [EcdsaP256Signer.Generate().Id.Value] });

        Assert.Equal(CertificateReasons.DidMismatch, Refusal(lying, CertificateRole.Client, Now));
    }

    [Fact]
    public void A8_two_uri_sans_are_refused()
    {
        Assert.True(PublicKeys.TryGetDid(_key, out var own, out _));
        using var two = Issue(new NodeCertificateTemplate { CommonName = "node", Uris = [own.Value, EcdsaP256Signer.Generate().Id.Value] });
        using var none = Issue(new NodeCertificateTemplate { CommonName = "node", Uris = [] });

        Assert.Equal(CertificateReasons.ManyUriSans, Refusal(two, CertificateRole.Client, Now));
        Assert.Equal(CertificateReasons.NoUriSan, Refusal(none, CertificateRole.Client, Now));
    }

    [Fact]
    public void A9_a_certificate_for_one_role_is_refused_in_the_other()
    {
        using var serverOnly = Issue(new NodeCertificateTemplate { CommonName = "node", ClientUse = false });
        using var clientOnly = Issue(new NodeCertificateTemplate { CommonName = "node", ServerUse = false });

        Assert.Equal(CertificateReasons.WrongRole, Refusal(serverOnly, CertificateRole.Client, Now));
        Assert.Equal(CertificateReasons.WrongRole, Refusal(clientOnly, CertificateRole.Server, Now));
        Assert.True(Trust().TryAuthenticate(serverOnly, CertificateRole.Server, Now, out _, out _));
    }

    [Fact]
    public void A9_the_ca_certificate_itself_is_no_node() =>
        Assert.Equal(CertificateReasons.IsAuthority, Refusal(_authority.Certificate, CertificateRole.Server, Now));

    [Fact]
    public void A_key_of_another_curve_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var certificate = _authority.Issue(
            key, new NodeCertificateTemplate { CommonName = "node", Uris = ["did:key:zP384"] }, Now, Year, Serial(2));

        Assert.Equal(CertificateReasons.NotP256, Refusal(certificate, CertificateRole.Server, Now));
    }

    [Fact]
    public void A_certificate_never_outlives_its_ca()
    {
        using var certificate = _authority.IssueNode(_key, "node", Now, 100 * Year, Serial(2));

        Assert.Equal(_authority.Certificate.NotAfter, certificate.NotAfter);
    }

    [Fact]
    public void Serial_numbers_come_from_the_injected_bytes_and_are_positive()
    {
        using var certificate = _authority.IssueNode(_key, "node", Now, Year, Enumerable.Repeat((byte)0xff, 16).ToArray());

        Assert.Equal("7F" + new string('F', 30), certificate.SerialNumber);
        Assert.Throws<ArgumentException>(() => _authority.IssueNode(_key, "node", Now, Year, new byte[8]));
    }

    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
    }

    private X509Certificate2 Issue(NodeCertificateTemplate template) => _authority.Issue(_key, template, Now, Year, Serial(2));

    private CertificateTrust Trust() => new([_authority.Certificate]);

    private string Refusal(X509Certificate2 certificate, CertificateRole role, DateTimeOffset now)
    {
        Assert.False(Trust().TryAuthenticate(certificate, role, now, out var did, out var reason));
        Assert.True(did.IsEmpty);
        return reason;
    }

    private static byte[] Serial(byte last)
    {
        var serial = new byte[CertificateAuthority.SerialLength];
        serial[^1] = last;
        return serial;
    }
}
