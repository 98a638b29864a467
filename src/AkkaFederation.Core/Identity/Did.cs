using System.Security.Cryptography;
using System.Text;

namespace AkkaFederation.Identity;

/// <summary>
/// The name of a peer: the <c>did:key</c> of its P-256 public key (W3C CCG "The did:key Method", multicodec
/// <c>p256-pub</c> 0x1200). The name is the key, so nothing has to be looked up to verify what a peer signed.
/// Ordered and compared by its text, ordinally. The default value names nobody (<see cref="IsEmpty"/>).
/// </summary>
/// <remarks>
/// Invariant 1: <see cref="Value"/> is the only spelling of its 33 key bytes (base58btc has one text for each number).
/// A Did says nothing about whether its x coordinate lies on the curve: a verifier finds that out when it takes the key.
/// </remarks>
public readonly record struct Did : IComparable<Did>
{
    private const string Prefix = "did:key:z";
    private const int KeyLength = 33;

    // Multicodec 0x1200 as an unsigned varint.
    private const byte Codec0 = 0x80;
    private const byte Codec1 = 0x24;

    // Base58 of 35 bytes that begin 80 24 always has 48 digits.
    private const int DigitCount = 48;

    // Numbers with as many digits are ordered as their texts are, since the alphabet is in the order of its characters. So
    // the keys are the texts from the first to the last one: names come with every message, and need no arithmetic.
    private static readonly string FirstDigits = DigitsOf(2, 0x00);
    private static readonly string LastDigits = DigitsOf(3, 0xff);

    private readonly string? _value;

    private Did(string value) => _value = value;

    /// <summary>The text, <c>did:key:zDn…</c>; empty for the default value.</summary>
    public string Value => _value ?? "";

    /// <summary>Whether this is the default value, which names nobody.</summary>
    public bool IsEmpty => _value is null;

    /// <summary>Reads a DID; on failure <paramref name="error"/> says what is wrong with the text.</summary>
    public static bool TryParse(string? text, out Did did, out string error)
    {
        did = default;
        error = Check(text);
        if (error.Length > 0) return false;
        did = new Did(text!);
        return true;
    }

    /// <summary>Reads a DID.</summary>
    /// <exception cref="FormatException">The text is not the did:key of a P-256 key.</exception>
    public static Did Parse(string text) =>
        TryParse(text, out var did, out var error) ? did : throw new FormatException(error);

    /// <summary>
    /// A DID that this process has parsed or derived before, such as the identity that it gave to a connection: its form is
    /// looked at, its digits are not. For paths that every message takes.
    /// </summary>
    internal static bool TryFromOwnText(string? text, out Did did)
    {
        var plausible = text is not null && text.Length == Prefix.Length + DigitCount && text.StartsWith(Prefix, StringComparison.Ordinal);
        did = plausible ? new Did(text!) : default;
        return plausible;
    }

    /// <summary>The DID of a public key given as a compressed point (33 bytes, first byte 2 or 3).</summary>
    /// <exception cref="ArgumentException">Not 33 bytes, or not a compressed point.</exception>
    public static Did FromPublicKey(ReadOnlySpan<byte> compressed33)
    {
        if (compressed33.Length != KeyLength || compressed33[0] is not (2 or 3))
            throw new ArgumentException("A compressed P-256 point has 33 bytes and begins with 2 or 3.", nameof(compressed33));
        Span<byte> bytes = stackalloc byte[KeyLength + 2];
        bytes[0] = Codec0;
        bytes[1] = Codec1;
        compressed33.CopyTo(bytes[2..]);
        return new Did(Prefix + Base58.Encode(bytes));
    }

    /// <summary>The public key as a compressed point, 33 bytes.</summary>
    /// <exception cref="InvalidOperationException">The default value has no key.</exception>
    public byte[] CompressedKey()
    {
        if (_value is null || !Base58.TryDecode(_value.AsSpan(Prefix.Length), out var bytes))
            throw new InvalidOperationException("An empty DID has no key.");
        return bytes[2..];
    }

    /// <summary>SHA-256 of the text in UTF-8, 32 bytes: the fixed-size form in log leaves and vote statements.</summary>
    public byte[] Hash()
    {
        if (_value is null) throw new InvalidOperationException("An empty DID has no hash.");
        return SHA256.HashData(Encoding.UTF8.GetBytes(_value));
    }

    /// <inheritdoc/>
    public int CompareTo(Did other) => string.CompareOrdinal(_value, other._value);

    /// <summary>The text; empty for the default value.</summary>
    public override string ToString() => Value;

    private static string Check(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "a DID is expected and nothing was given";
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)) return "not a did:key in base58btc (did:key:z…)";
        if (text.Length != Prefix.Length + DigitCount) return "not the did:key of a P-256 key (wrong length)";
        var digits = text.AsSpan(Prefix.Length);
        if (!Base58.HasDigitsOnly(digits)) return "not base58btc after did:key:z";
        return digits.SequenceCompareTo(FirstDigits) >= 0 && digits.SequenceCompareTo(LastDigits) <= 0 ? "" : Misnamed(digits);
    }

    private static string Misnamed(ReadOnlySpan<char> digits)
    {
        if (!Base58.TryDecode(digits, out var bytes)) return "not base58btc after did:key:z";
        if (bytes.Length != KeyLength + 2 || bytes[0] != Codec0 || bytes[1] != Codec1)
            return "not the did:key of a P-256 key (did:key:zDn…)";
        return "not the did:key of a compressed P-256 point";
    }

    private static string DigitsOf(byte sign, byte rest)
    {
        Span<byte> bytes = stackalloc byte[KeyLength + 2];
        bytes.Fill(rest);
        (bytes[0], bytes[1], bytes[2]) = (Codec0, Codec1, sign);
        return Base58.Encode(bytes);
    }
}
