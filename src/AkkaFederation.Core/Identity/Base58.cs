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

    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] data)
    {
        data = [];
        if (text.Length > MaxLength) return false;
        var zeros = 0;
        while (zeros < text.Length && text[zeros] == Alphabet[0]) zeros++;

        Span<byte> bytes = stackalloc byte[text.Length];
        var count = 0;
        foreach (var c in text[zeros..])
        {
            var carry = DigitOf(c);
            if (carry < 0) return false;
            for (var i = 0; i < count; i++)
            {
                carry += bytes[i] * 58;
                bytes[i] = (byte)carry;
                carry >>= 8;
            }

            for (; carry > 0; carry >>= 8) bytes[count++] = (byte)carry;
        }

        data = new byte[zeros + count];
        for (var i = 0; i < count; i++) data[zeros + i] = bytes[count - 1 - i];
        return true;
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
