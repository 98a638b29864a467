using System.Buffers;
using System.Numerics;

namespace AkkaFederation.Identity;

/// <summary>
/// Base58 in Bitcoin's alphabet, the "base58btc" of multibase (draft-msporny-base58-03): a big-endian number written in
/// base 58, with one '1' for each leading zero byte. Quadratic in the length, so callers bound the length first.
/// Left out: the checksum of base58check, which did:key does not use.
/// </summary>
internal static class Base58
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /// <summary>The longest input either direction takes.</summary>
    public const int MaxLength = 256;

    private static readonly SearchValues<char> Digits = SearchValues.Create(Alphabet);

    // 58 to the 5th fits into 32 bits.
    private const int DigitsAtOnce = 5;

    public static string Encode(ReadOnlySpan<byte> data)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(data.Length, MaxLength, nameof(data));
        var zeros = 0;
        while (zeros < data.Length && data[zeros] == 0) zeros++;

        // Little-endian base-58 digits; log(256)/log(58) < 1.38.
        Span<byte> digits = stackalloc byte[data.Length * 138 / 100 + 1];
        var count = 0;
        foreach (var b in data[zeros..])
        {
            var carry = (int)b;
            for (var i = 0; i < count; i++)
            {
                carry += digits[i] << 8;
                digits[i] = (byte)(carry % 58);
                carry /= 58;
            }

            for (; carry > 0; carry /= 58) digits[count++] = (byte)(carry % 58);
        }

        Span<char> text = stackalloc char[zeros + count];
        text[..zeros].Fill(Alphabet[0]);
        for (var i = 0; i < count; i++) text[zeros + i] = Alphabet[digits[count - 1 - i]];
        return new string(text);
    }

    public static bool HasDigitsOnly(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Digits);

    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] data)
    {
        data = [];
        if (text.Length > MaxLength) return false;
        var zeros = 0;
        while (zeros < text.Length && text[zeros] == Alphabet[0]) zeros++;

        // Five digits at a time into little-endian limbs of 32 bits: names are decoded with every message.
        Span<uint> limbs = stackalloc uint[(text.Length / DigitsAtOnce) + 1];
        var count = 0;
        for (var at = zeros; at < text.Length; at += DigitsAtOnce)
        {
            if (!TryTake(text[at..Math.Min(at + DigitsAtOnce, text.Length)], out var digits, out var factor)) return false;
            ulong carry = digits;
            for (var i = 0; i < count; i++)
            {
                carry += (ulong)limbs[i] * factor;
                limbs[i] = (uint)carry;
                carry >>= 32;
            }

            if (carry > 0) limbs[count++] = (uint)carry;
        }

        data = ToBytes(zeros, limbs[..count]);
        return true;
    }

    private static bool TryTake(ReadOnlySpan<char> text, out uint digits, out uint factor)
    {
        (digits, factor) = (0, 1);
        foreach (var c in text)
        {
            var digit = DigitOf(c);
            if (digit < 0) return false;
            digits = (digits * 58) + (uint)digit;
            factor *= 58;
        }

        return true;
    }

    private static byte[] ToBytes(int zeros, ReadOnlySpan<uint> limbs)
    {
        var length = limbs.IsEmpty ? 0 : (limbs.Length * 4) - (BitOperations.LeadingZeroCount(limbs[^1]) / 8);
        var data = new byte[zeros + length];
        for (var i = 0; i < length; i++) data[^(i + 1)] = (byte)(limbs[i / 4] >> (8 * (i % 4)));
        return data;
    }

    private static int DigitOf(char c) => c switch
    {
        >= '1' and <= '9' => c - '1',
        >= 'A' and <= 'H' => c - 'A' + 9,
        >= 'J' and <= 'N' => c - 'J' + 17,
        >= 'P' and <= 'Z' => c - 'P' + 22,
        >= 'a' and <= 'k' => c - 'a' + 33,
        >= 'm' and <= 'z' => c - 'm' + 44,
        _ => -1,
    };
}
