using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace AkkaFederation.Identity;

/// <summary>
/// Compressed points of P-256 (SEC 1, 2.3.3 and 2.3.4). The base library takes uncompressed points only, so the y
/// coordinate is recovered here: y² = x³ − 3x + b, and as p ≡ 3 (mod 4), y = (y²)^((p+1)/4) or its negative.
/// Works on public keys alone, so constant time is not needed.
/// </summary>
internal static class P256Point
{
    public const int CompressedLength = 33;
    private const int FieldLength = 32;

    private static readonly BigInteger P = Hex("FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF");
    private static readonly BigInteger B = Hex("5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B");
    private static readonly BigInteger RootExponent = (P + 1) / 4;

    public static byte[] Compress(ECPoint point)
    {
        if (point.X is not { Length: FieldLength } x || point.Y is not { Length: FieldLength } y)
            throw new ArgumentException("A P-256 point has two coordinates of 32 bytes.", nameof(point));
        var bytes = new byte[CompressedLength];
        bytes[0] = (byte)(2 + (y[^1] & 1));
        x.CopyTo(bytes, 1);
        return bytes;
    }

    /// <summary>Recovers the point, or says no: wrong length or first byte, x not below p, or no point with that x.</summary>
    public static bool TryDecompress(ReadOnlySpan<byte> compressed, out ECPoint point)
    {
        point = default;
        if (compressed.Length != CompressedLength || compressed[0] is not (2 or 3)) return false;
        var x = new BigInteger(compressed[1..], isUnsigned: true, isBigEndian: true);
        if (x >= P) return false;

        var square = Mod(x * x % P * x - 3 * x + B);
        var y = BigInteger.ModPow(square, RootExponent, P);
        if (Mod(y * y) != square) return false;
        if (y.IsEven != (compressed[0] == 2)) y = Mod(-y);
        if (y.IsEven != (compressed[0] == 2)) return false; // y = 0 has no odd twin

        point = new ECPoint { X = compressed[1..].ToArray(), Y = FieldBytes(y) };
        return true;
    }

    private static byte[] FieldBytes(BigInteger value)
    {
        var bytes = new byte[FieldLength];
        var length = value.GetByteCount(isUnsigned: true);
        value.TryWriteBytes(bytes.AsSpan(FieldLength - length), out _, isUnsigned: true, isBigEndian: true);
        return bytes;
    }

    private static BigInteger Mod(BigInteger value)
    {
        var rest = value % P;
        return rest.Sign < 0 ? rest + P : rest;
    }

    private static BigInteger Hex(string digits) => BigInteger.Parse("0" + digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
