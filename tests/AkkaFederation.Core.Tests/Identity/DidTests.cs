using System.Buffers.Text;
using System.Security.Cryptography;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Identity;

/// <summary>Known answers from "The did:key Method", test vectors for P-256 (nist-curves).</summary>
public sealed class DidTests
{
    private const string First = "did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv";
    private const string Second = "did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169";

    public static TheoryData<string, string, string> Vectors => new()
    {
        { First, "igrFmi0whuihKnj9R3Om1SoMph72wUGeFaBbzG2vzns", "efsX5b10x8yjyrj4ny3pGfLcY7Xby1KzgqOdqnsrJIM" },
        { Second, "fyNYMN0976ci7xqiSdag3buk-ZCwgXU4kz9XNkBlNUI", "hW2ojTNfH7Jbi8--CJUo3OCbH3y5n91g-IMA9MLMbTU" },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Derives_the_specifications_did_from_the_key(string did, string x, string y)
    {
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = Point(x, y) });

        Assert.True(PublicKeys.TryGetDid(key, out var derived, out _));
        Assert.Equal(did, derived.Value);
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Recovers_the_specifications_point_from_the_did(string did, string x, string y)
    {
        Assert.True(P256Point.TryDecompress(Did.Parse(did).CompressedKey(), out var point));

        var expected = Point(x, y);
        Assert.Equal(expected.X, point.X);
        Assert.Equal(expected.Y, point.Y);
    }

    [Theory]
    [InlineData(null, "nothing was given")]
    [InlineData("", "nothing was given")]
    [InlineData("did:web:example.org", "not a did:key")]
    [InlineData("DID:KEY:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv", "not a did:key")]
    [InlineData("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "wrong length")]
    [InlineData("did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZp", "wrong length")]
    [InlineData("did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZp0", "not base58btc")]
    [InlineData("did:key:zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "not the did:key of a P-256 key")]
    [InlineData("did:key:z111111111111111111111111111111111111111111111111", "not the did:key of a P-256 key")]
    public void Refuses_what_is_no_p256_did_and_says_why(string? text, string why)
    {
        Assert.False(Did.TryParse(text, out var did, out var error));
        Assert.True(did.IsEmpty);
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_bytes_and_text_are_one_to_one()
    {
        var did = Did.Parse(First);
        var key = did.CompressedKey();

        Assert.Equal(33, key.Length);
        Assert.Equal(did, Did.FromPublicKey(key));
        Assert.Equal(SHA256.HashData("did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv"u8), did.Hash());
    }

    [Fact]
    public void The_text_of_a_did_of_ones_own_gives_the_same_did_and_other_names_give_none()
    {
        Assert.True(Did.TryFromOwnText(First, out var did));
        Assert.Equal(Did.Parse(First), did);
        Assert.False(Did.TryFromOwnText(null, out _));
        Assert.False(Did.TryFromOwnText("key-sha256:" + First[11..], out _));
        Assert.False(Did.TryFromOwnText(First + "x", out _));
    }

    [Fact]
    public void Orders_by_text_ordinally()
    {
        var sorted = new[] { Did.Parse(First), Did.Parse(Second) }.Order().ToArray();

        Assert.Equal([Did.Parse(Second), Did.Parse(First)], sorted);
        Assert.True(default(Did).CompareTo(sorted[0]) < 0);
    }

    [Fact]
    public void The_default_value_names_nobody()
    {
        Assert.True(default(Did).IsEmpty);
        Assert.Equal("", default(Did).ToString());
        Assert.Throws<InvalidOperationException>(() => default(Did).CompressedKey());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(0)]
    public void A_key_that_is_no_compressed_point_has_no_did(byte first)
    {
        var bytes = new byte[33];
        bytes[0] = first;
        Assert.Throws<ArgumentException>(() => Did.FromPublicKey(bytes));
    }

    [Fact]
    public void An_x_coordinate_off_the_curve_is_found_out()
    {
        // x = 1 has no y on P-256 and x = 5 has one (quadratic residues of x³ − 3x + b).
        var bytes = new byte[33];
        bytes[0] = 2;
        bytes[^1] = 1;
        Assert.False(P256Point.TryDecompress(bytes, out _));
        bytes[^1] = 5;
        Assert.True(P256Point.TryDecompress(bytes, out var point));
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
        Assert.Equal(256, key.KeySize);
    }

    [Fact]
    public void An_x_coordinate_beyond_the_field_is_refused()
    {
        var bytes = Enumerable.Repeat((byte)0xff, 33).ToArray();
        bytes[0] = 3;
        Assert.False(P256Point.TryDecompress(bytes, out _));
    }

    private static ECPoint Point(string x, string y) => new() { X = Base64Url.DecodeFromChars(x), Y = Base64Url.DecodeFromChars(y) };
}
