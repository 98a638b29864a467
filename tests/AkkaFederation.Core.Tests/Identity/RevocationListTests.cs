using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Identity;

/// <summary>Revocation lists: plain ones, those that the CA signs, X.509 CRLs, and what is wrong with the rest.</summary>
public sealed class RevocationListTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly Did Peer = EcdsaP256Signer.Generate().Id;
    private readonly CertificateAuthority _ca = CertificateAuthority.Create("CA", Now, TimeSpan.FromDays(3650), new byte[16]);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private CertificateTrust Trust => new([_ca.Certificate]);

    [Fact]
    public void A_plain_list_names_peers_serials_and_fingerprints_with_comments()
    {
        using var certificate = _ca.IssueNode(_key, "n", Now, TimeSpan.FromDays(1), Enumerable.Repeat((byte)0x0A, 16).ToArray());
        var owner = Owner();
        var byPrint = Parse($"# lost laptops\n\n{Peer}   # atlas\nsha256:{certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant()}\r\n").Revoked;
        var bySerial = Parse($"serial:00{certificate.SerialNumber.ToLowerInvariant()}").Revoked;

        Assert.True(byPrint.Has(Peer));
        Assert.True(byPrint.Has(certificate, owner));
        Assert.True(bySerial.Has(certificate, owner));
        Assert.False(bySerial.Has(owner));
        Assert.False(RevocationSet.Empty.Has(certificate, owner));
    }

    [Theory]
    [InlineData("did:key:zDnBroken", "list:2: 'did:key:zDnBroken': expected a DID")]
    [InlineData("serial:xyz", "list:2: 'serial:xyz'")]
    [InlineData("sha256:abc", "list:2: 'sha256:abc'")]
    [InlineData("number 0", "list:2: 'number 0'")]
    [InlineData("evil\u001b[2J", "list:2: 'evil?[2J'")]
    public void A_wrong_line_is_named_with_its_number(string line, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<IdentityException>(() => Parse("# comment\n" + line)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_list_has_a_limit()
    {
        var text = string.Join('\n', Enumerable.Range(1, ListLines.MaxEntries + 1).Select(i => $"serial:{i:X}"));
        Assert.Contains($"list:{ListLines.MaxEntries + 1}: more than", Assert.Throws<IdentityException>(() => Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_the_ca_signed_verifies_and_carries_its_number()
    {
        var list = RevocationList.Parse(RevocationList.Sign([$"{Peer}  # lost"], 7, _ca), "list", Trust);

        Assert.True(list.Signed);
        Assert.Equal(7UL, list.Number);
        Assert.True(list.Revoked.Has(Peer));
    }

    [Fact]
    public void A_signed_list_that_was_changed_is_refused()
    {
        var signed = RevocationList.Sign([$"{Peer}"], 1, _ca);

        Assert.Contains("signature is not", Fails(signed.Replace(Peer.Value, EcdsaP256Signer.Generate().Id.Value, StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("signature is not", Fails(signed.Replace("number 1", "number 2", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("cut off", Fails(signed[..^30]), StringComparison.Ordinal);
        Assert.Contains("something follows", Fails(signed + Peer.Value), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_another_ca_is_refused()
    {
        using var other = CertificateAuthority.Create("CA", Now, TimeSpan.FromDays(1), new byte[16]);
        Assert.Contains("another federation's", Fails(RevocationList.Sign([$"{Peer}"], 1, other)), StringComparison.Ordinal);
        Assert.Contains("none is known", Assert.Throws<IdentityException>(() => RevocationList.Parse(RevocationList.Sign([], 1, _ca), "list", null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signed_list_is_extended_with_its_comments()
    {
        var first = RevocationList.Sign([$"{Peer}  # lost"], 1, _ca);
        var second = RevocationList.Sign([.. RevocationList.LinesOf(first), "serial:0A"], 2, _ca);

        Assert.Contains($"{Peer}  # lost\n", second, StringComparison.Ordinal);
        Assert.Equal(2, RevocationList.Parse(second, "list", Trust).Revoked.Count);
    }

    [Fact]
    public void An_x509_crl_of_the_ca_is_read()
    {
        using var certificate = _ca.IssueNode(_key, "n", Now, TimeSpan.FromDays(1), Enumerable.Repeat((byte)0x8F, 16).ToArray());
        var list = RevocationList.Parse(Crl(_ca, certificate), "crl.pem", Trust);

        Assert.True(list.Signed);
        Assert.Equal(42UL, list.Number);
        Assert.True(list.Revoked.Has(certificate, Owner()));
    }

    [Fact]
    public void An_x509_crl_of_another_ca_or_a_damaged_one_is_refused()
    {
        using var other = CertificateAuthority.Create("CA", Now, TimeSpan.FromDays(3650), new byte[16]);
        using var certificate = _ca.IssueNode(_key, "n", Now, TimeSpan.FromDays(1), new byte[16]);
        var good = Crl(_ca, certificate);

        Assert.Contains("not signed by the federation's CA", Fails(Crl(other, certificate)), StringComparison.Ordinal);
        Assert.StartsWith("list: ", Fails(good.Replace("MII", "MIJ", StringComparison.Ordinal).Insert(60, "AAAA")), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _ca.Dispose();
        _key.Dispose();
    }

    private Did Owner() => PublicKeys.TryGetDid(_key, out var did, out _) ? did : throw new InvalidOperationException("no DID");

    private static string Crl(CertificateAuthority ca, X509Certificate2 revoked)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(ca.KeyPem);
        using var signing = ca.Certificate.CopyWithPrivateKey(key);
        var builder = new CertificateRevocationListBuilder();
        builder.AddEntry(revoked);
        return PemEncoding.WriteString("X509 CRL", builder.Build(signing, 42, Now.AddDays(7), HashAlgorithmName.SHA256));
    }

    private RevocationList Parse(string text) => RevocationList.Parse(text, "list", Trust);

    private string Fails(string text) => Assert.Throws<IdentityException>(() => Parse(text)).Message;
}
