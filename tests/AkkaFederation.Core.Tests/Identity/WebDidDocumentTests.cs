using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Identity;

/// <summary>The one key of a did:web document, and documents that name nobody.</summary>
public sealed class WebDidDocumentTests : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private Did Key => PublicKeys.TryGetDid(_key, out var did, out _) ? did : throw new InvalidOperationException("no DID");

    [Fact]
    public void A_json_web_key_is_read() => Assert.Equal(Key, Read(Document(Jwk(_key))));

    [Fact]
    public void A_multikey_is_read() => Assert.Equal(Key, Read(Document(Multikey(Key))));

    [Fact]
    public void The_same_key_twice_is_one_key() => Assert.Equal(Key, Read(Document(Jwk(_key), Multikey(Key))));

    [Fact]
    public void Two_keys_name_nobody()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Contains("several P-256 keys", Fails(Document(Jwk(_key), Jwk(other))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json", "is not JSON")]
    [InlineData("[]", "its id is another")]
    [InlineData("{\"id\":\"did:web:other.org\"}", "its id is another")]
    [InlineData("{\"id\":\"did:web:example.org\"}", "it holds no P-256 key")]
    [InlineData("{\"id\":\"did:web:example.org\",\"verificationMethod\":[{\"type\":\"Ed25519VerificationKey2020\"},3,null]}", "it holds no P-256 key")]
    [InlineData("{\"id\":\"did:web:example.org\",\"verificationMethod\":[{\"type\":\"Multikey\",\"publicKeyMultibase\":\"z6Mk\"}]}", "it holds no P-256 key")]
    [InlineData("{\"id\":\"did:web:example.org\",\"verificationMethod\":[{\"type\":\"JsonWebKey2020\",\"publicKeyJwk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"y\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}}]}", "it holds no P-256 key")]
    public void Other_documents_name_nobody(string json, string expected) => Assert.Contains(expected, Fails(json), StringComparison.Ordinal);

    [Fact]
    public void A_document_nested_too_deeply_is_refused() =>
        Assert.Contains("is not JSON", Fails(new string('[', 1000)), StringComparison.Ordinal);

    public void Dispose() => _key.Dispose();

    private static string Document(params string[] methods) =>
        $$"""{"id":"did:web:example.org","verificationMethod":[{{string.Join(',', methods)}}]}""";

    private static string Jwk(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return $$$"""{"type":"JsonWebKey2020","publicKeyJwk":{"kty":"EC","crv":"P-256","x":"{{{Base64Url.EncodeToString(point.X)}}}","y":"{{{Base64Url.EncodeToString(point.Y)}}}"}}""";
    }

    private static string Multikey(Did key) => $$"""{"type":"Multikey","publicKeyMultibase":"{{key.Value["did:key:".Length..]}}"}""";

    private static Did Read(string json) => WebDidDocument.ReadKey(Encoding.UTF8.GetBytes(json), Name());

    private static string Fails(string json) => Assert.Throws<IdentityException>(() => Read(json)).Message;

    private static WebDid Name() => WebDid.TryParse("did:web:example.org", out var name, out var error) ? name : throw new FormatException(error);
}
