using System.Security.Cryptography;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Identity;

/// <summary>The policies <c>pinned</c> and <c>tofu</c>: what they ask of a certificate, whom they let in, what they remember.</summary>
public sealed class TrustPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly Did A = EcdsaP256Signer.Generate().Id;
    private static readonly Did B = EcdsaP256Signer.Generate().Id;

    [Theory]
    [InlineData("", "")]
    [InlineData("two URI SANs", CertificateReasons.ManyUriSans)]
    [InlineData("another DID", CertificateReasons.DidMismatch)]
    [InlineData("no SAN", CertificateReasons.NoUriSan)]
    [InlineData("client only", CertificateReasons.WrongRole)]
    [InlineData("expired", CertificateReasons.Expired)]
    [InlineData("not yet", CertificateReasons.NotYetValid)]
    public void A_self_signed_certificate_must_satisfy_everything_but_the_chain(string mistake, string reason)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var template = new NodeCertificateTemplate { CommonName = "n" };
        template = mistake switch
        {
            "two URI SANs" => template with { Uris = ["did:key:a", "did:key:b"] },
            "another DID" => template with { Uris = [A.Value] },
            "no SAN" => template with { Uris = [] },
            "client only" => template with { ServerUse = false },
            _ => template,
        };
        var from = mistake switch { "expired" => Now.AddDays(-9), "not yet" => Now.AddDays(9), _ => Now };
        using var certificate = CertificateAuthority.SelfSign(key, template, from, TimeSpan.FromDays(1), new byte[16]);

        Assert.Equal(reason.Length == 0, KeyTrust.Instance.TryAuthenticate(certificate, CertificateRole.Server, Now, out var did, out var refusal));
        Assert.Equal(reason, refusal);
        Assert.True(PublicKeys.TryGetDid(key, out var own, out _));
        if (reason.Length == 0) Assert.Equal(own, did);
    }

    [Fact]
    public void Pinned_lets_in_those_on_the_list_and_web_names_once_they_are_pinned()
    {
        var name = Web("did:web:example.org");
        var pinned = PinnedPeers.Parse($"# ours\n{A} # atlas\ndid:web:example.org\n", "pinned");

        Assert.True(pinned.Allows(A, WebPins.None));
        Assert.False(pinned.Allows(B, WebPins.None));
        Assert.True(pinned.Allows(B, WebPins.None.With(name, B, "pins")));
        Assert.StartsWith("pinned:2: 'nobody'", Assert.Throws<IdentityException>(() => PinnedPeers.Parse("\nnobody", "pinned")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_web_name_keeps_the_key_it_was_pinned_to()
    {
        var name = Web("did:web:example.org");
        var pins = WebPins.None.With(name, A, "pins");

        Assert.Contains($"is pinned to {A} and its document now says {B}", Assert.Throws<IdentityException>(() => pins.With(name, B, "pins")).Message, StringComparison.Ordinal);
        Assert.Equal(A, WebPins.Parse(pins.ToText(), "pins").KeyOf(name));
        Assert.StartsWith("pins:1: ", Assert.Throws<IdentityException>(() => WebPins.Parse("did:web:x", "pins")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("did:web:example.org", "https://example.org/.well-known/did.json")]
    [InlineData("did:web:example.org%3A8443", "https://example.org:8443/.well-known/did.json")]
    [InlineData("did:web:example.org:peers:atlas", "https://example.org/peers/atlas/did.json")]
    public void A_web_name_says_where_its_document_stands(string text, string url) => Assert.Equal(url, Web(text).Document.AbsoluteUri);

    [Theory]
    [InlineData("did:web:")]
    [InlineData("did:web:example.org/x")]
    [InlineData("did:web:example.org:..:x")]
    [InlineData("did:web:user@example.org")]
    [InlineData("did:web:example.org%2Fx")]
    [InlineData("did:web:example.org%3A99999999")]
    [InlineData("did:key:x")]
    [InlineData("did:web:exa mple")]
    public void Other_texts_are_no_web_names(string text) => Assert.False(WebDid.TryParse(text, out _, out _));

    [Fact]
    public void Tofu_believes_the_first_key_that_answers_at_an_address_and_names_both_when_it_changes()
    {
        var known = Known(10).Meet("10.0.0.1:2551", A, dialled: true, Now, out var reason, out _);
        Assert.Equal("", reason);

        Assert.Same(known, known.Meet("10.0.0.1:2551", A, dialled: false, Now, out reason, out _));
        Assert.Equal("", reason);
        Assert.Same(known, known.Meet("10.0.0.1:2551", B, dialled: true, Now, out reason, out var detail));
        Assert.Equal(CertificateReasons.KeyChanged, reason);
        Assert.Contains(A.Value, detail, StringComparison.Ordinal);
        Assert.Contains(B.Value, detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Tofu_remembers_no_address_that_somebody_only_claims()
    {
        var known = Known(10);
        Assert.Same(known, known.Meet("victim:2551", B, dialled: false, Now, out var reason, out _));
        Assert.Equal("", reason);
        known = known.Meet("victim:2551", A, dialled: true, Now, out reason, out _);
        Assert.Equal("", reason);
        known.Meet("victim:2551", B, dialled: false, Now, out reason, out _);
        Assert.Equal(CertificateReasons.KeyChanged, reason);
    }

    [Fact]
    public void Tofu_forgets_nobody_to_make_room()
    {
        var known = Known(1).Meet("a:1", A, dialled: true, Now, out _, out _);
        Assert.Same(known, known.Meet("b:1", B, dialled: true, Now, out var reason, out _));
        Assert.Equal(CertificateReasons.TooManyKnown, reason);
    }

    [Fact]
    public void What_tofu_remembers_survives_its_file()
    {
        var known = Known(10).Meet("a:1", A, dialled: true, Now, out _, out _).Meet("b:1", B, dialled: true, Now, out _, out _);
        Assert.Equal(known.Entries, KnownPeers.Parse(known.ToText(), "known", 10).Entries);
    }

    [Theory]
    [InlineData("a:1 nobody 2026-11-20T12:00:00Z", "known:1: ")]
    [InlineData("a:1", "known:1: ")]
    public void A_damaged_file_of_known_peers_is_named(string line, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<IdentityException>(() => KnownPeers.Parse(line, "known", 10)).Message, StringComparison.Ordinal);

    [Fact]
    public void Two_keys_for_one_address_are_no_file_of_known_peers()
    {
        var text = $"a:1 {A} 2026-11-20T12:00:00Z\na:1 {B} 2026-11-20T12:00:00Z";
        Assert.StartsWith("known:2: ", Assert.Throws<IdentityException>(() => KnownPeers.Parse(text, "known", 10)).Message, StringComparison.Ordinal);
    }

    private static KnownPeers Known(int max) => new() { MaxPeers = max };

    private static WebDid Web(string text) => WebDid.TryParse(text, out var name, out var error) ? name : throw new FormatException(error);
}
