using System.Security.Cryptography;
using System.Text.Json;

namespace AkkaFederation.Identity;

/// <summary>
/// The one P-256 key of a DID document (W3C DID Core 1.0, 5.2; verification methods <c>JsonWebKey2020</c>,
/// <c>JsonWebKey</c> and <c>Multikey</c>). A document with no such key or with several different ones names nobody.
/// </summary>
internal static class WebDidDocument
{
    public const int MaxBytes = 64 * 1024;
    private const int MaxMethods = 64;

    /// <exception cref="IdentityException">Not the document of this name, or not exactly one P-256 key.</exception>
    public static Did ReadKey(ReadOnlyMemory<byte> json, WebDid name)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16 });
            var root = document.RootElement;
            if (TextOf(root, "id") != name.Value) throw Wrong(name, "its id is another");
            var keys = KeysOf(root, name).Distinct().ToList();
            return keys.Count switch
            {
                1 => keys[0],
                0 => throw Wrong(name, "it holds no P-256 key (JsonWebKey2020 with crv P-256, or Multikey zDn…)"),
                _ => throw Wrong(name, "it holds several P-256 keys, and one name is one key here"),
            };
        }
        catch (JsonException e)
        {
            throw new IdentityException($"{name}: the document at {name.Document} is not JSON.", e);
        }
    }

    private static IEnumerable<Did> KeysOf(JsonElement root, WebDid name)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("verificationMethod", out var methods) || methods.ValueKind != JsonValueKind.Array) yield break;
        if (methods.GetArrayLength() > MaxMethods) throw Wrong(name, $"it holds more than {MaxMethods} verification methods");
        foreach (var method in methods.EnumerateArray())
        {
            var key = TextOf(method, "type") switch
            {
                "JsonWebKey2020" or "JsonWebKey" => FromJwk(method),
                "Multikey" => FromMultikey(TextOf(method, "publicKeyMultibase")),
                _ => default,
            };
            if (!key.IsEmpty) yield return key;
        }
    }

    private static Did FromJwk(JsonElement method)
    {
        if (!method.TryGetProperty("publicKeyJwk", out var jwk) || TextOf(jwk, "kty") != "EC" || TextOf(jwk, "crv") != "P-256") return default;
        if (Coordinate(jwk, "x") is not { } x || Coordinate(jwk, "y") is not { } y) return default;
        try
        {
            // The import checks that the point is on the curve.
            using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } });
            return PublicKeys.TryGetDid(key, out var did, out _) ? did : default;
        }
        catch (CryptographicException)
        {
            return default;
        }
    }

    private static Did FromMultikey(string? multibase) =>
        multibase is not null && Did.TryParse("did:key:" + multibase, out var did, out _) && PublicKeys.TryImport(did, out var key)
            ? DisposeAnd(key, did)
            : default;

    private static Did DisposeAnd(ECDsa key, Did did)
    {
        key.Dispose();
        return did;
    }

    // RFC 7518, 6.2.1.2: base64url of exactly 32 bytes.
    private static byte[]? Coordinate(JsonElement jwk, string field)
    {
        if (TextOf(jwk, field) is not { Length: 43 } text) return null;
        var bytes = new byte[32];
        return System.Buffers.Text.Base64Url.TryDecodeFromChars(text, bytes, out var written) && written == 32 ? bytes : null;
    }

    private static string? TextOf(JsonElement element, string field) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IdentityException Wrong(WebDid name, string what) => new($"{name}: the document at {name.Document} cannot be used: {what}.");
}
