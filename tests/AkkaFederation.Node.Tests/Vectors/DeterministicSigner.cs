using System.Numerics;
using System.Security.Cryptography;
using AkkaFederation.Identity;

namespace AkkaFederation.Node.Tests.Vectors;

/// <summary>
/// ECDSA on P-256 with SHA-256 whose nonce follows from key and message (RFC 6979), so that vectors are the same bytes each
/// time they are made. For tests alone: its arithmetic takes different times for different keys.
/// </summary>
internal sealed class DeterministicSigner : ISigner
{
    private static readonly BigInteger Order = Number(Convert.FromHexString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"));
    private readonly byte[] _key;

    public DeterministicSigner(byte[] privateKey)
    {
        _key = privateKey;
        Id = Did.FromPublicKey(P256Point.Compress(Point(privateKey)));
    }

    /// <summary>A key that follows from a text.</summary>
    public DeterministicSigner(string seed)
        : this(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(seed)))
    {
    }

    public Did Id { get; }

    public byte[] PrivateKey => _key;

    public ECPoint PublicPoint => Point(_key);

    public byte[] Sign(ReadOnlySpan<byte> statement)
    {
        var digest = SHA256.HashData(statement);
        var z = Number(digest);
        foreach (var nonce in Nonces(digest))
        {
            var r = Number(Point(nonce).X!) % Order;
            var s = BigInteger.ModPow(Number(nonce), Order - 2, Order) * ((z + r * Number(_key)) % Order) % Order;
            if (!r.IsZero && !s.IsZero) return [.. Bytes(r), .. Bytes(s)];
        }

        throw new InvalidOperationException("Unreachable: nonces do not end.");
    }

    // RFC 6979, 3.2.
    private IEnumerable<byte[]> Nonces(byte[] digest)
    {
        byte[] seed = [.. _key, .. Bytes(Number(digest) % Order)];
        var v = Enumerable.Repeat((byte)1, 32).ToArray();
        var k = new byte[32];
        k = HMACSHA256.HashData(k, (byte[])[.. v, 0, .. seed]);
        v = HMACSHA256.HashData(k, v);
        k = HMACSHA256.HashData(k, (byte[])[.. v, 1, .. seed]);
        v = HMACSHA256.HashData(k, v);
        while (true)
        {
            v = HMACSHA256.HashData(k, v);
            if (Number(v) is { IsZero: false } n && n < Order) yield return v;
            k = HMACSHA256.HashData(k, (byte[])[.. v, 0]);
            v = HMACSHA256.HashData(k, v);
        }
    }

    // The public point of a private number; the library does the multiplication.
    private static ECPoint Point(byte[] number)
    {
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = number });
        return key.ExportParameters(false).Q;
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Bytes(BigInteger number)
    {
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }
}
