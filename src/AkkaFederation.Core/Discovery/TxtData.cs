using System.Collections.Immutable;
using System.Text;

namespace AkkaFederation.Discovery;

/// <summary>
/// The data of a TXT record as keys with values (RFC 6763, 6): strings of at most 255 bytes, each <c>key=value</c>; keys are
/// printable ASCII, compared without case, and the first of equal ones counts. Values are UTF-8 here.
/// </summary>
internal static class TxtData
{
    /// <summary>The most that is sent or taken: RFC 6763, 6.2 asks for one packet without fragments.</summary>
    public const int MaxBytes = 1300;

    public const int MaxString = 255;

    /// <summary>Encodes the pairs in their order. A value that is too long is cut between two characters; values are for people.</summary>
    /// <exception cref="ArgumentException">A key that is none, or too much in all.</exception>
    public static ImmutableArray<byte> Encode(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var data = ImmutableArray.CreateBuilder<byte>();
        foreach (var (key, value) in pairs)
        {
            if (key.Length is 0 or > 32 || key.Any(c => c is < ' ' or > '~' or '=')) throw new ArgumentException($"'{key}' is no TXT key.", nameof(pairs));
            var text = Encoding.UTF8.GetBytes($"{key}={value}");
            var length = Math.Min(text.Length, MaxString);
            while (length < text.Length && (text[length] & 0xc0) == 0x80) length--;
            data.Add((byte)length);
            data.AddRange(text.AsSpan(0, length));
        }

        if (data.Count > MaxBytes) throw new ArgumentException($"{data.Count} bytes of TXT where {MaxBytes} fit.", nameof(pairs));
        return data.Count == 0 ? [0] : data.ToImmutable();
    }

    /// <summary>Null where the data is not made of strings, or is too long.</summary>
    public static ImmutableSortedDictionary<string, string>? Decode(ReadOnlySpan<byte> data)
    {
        if (data.Length > MaxBytes) return null;
        var pairs = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.OrdinalIgnoreCase);
        while (!data.IsEmpty)
        {
            var length = data[0];
            if (length >= data.Length) return null;
            var text = data.Slice(1, length);
            data = data[(length + 1)..];
            var split = text.IndexOf((byte)'=');
            var key = split < 0 ? text : text[..split];

            // A string without a key is to be passed over in silence, and so is a key of anything but printable ASCII.
            if (key.IsEmpty || key.IndexOfAnyExceptInRange((byte)' ', (byte)'~') >= 0) continue;
            var name = Encoding.ASCII.GetString(key);
            if (!pairs.ContainsKey(name)) pairs.Add(name, split < 0 ? "" : Encoding.UTF8.GetString(text[(split + 1)..]));
        }

        return pairs.ToImmutable();
    }
}
