using System.Globalization;
using System.Text;

namespace AkkaFederation.Discovery;

/// <summary>
/// A domain name as the wire has it: length-prefixed labels, the empty one last. Labels are bytes, in multicast DNS UTF-8
/// (RFC 6762, 16); names are equal where they differ in the case of ASCII letters alone.
/// </summary>
internal sealed class DnsName : IEquatable<DnsName>, IComparable<DnsName>
{
    public const int MaxBytes = 255;
    public const int MaxLabelBytes = 63;
    private readonly byte[] _wire;

    private DnsName(byte[] wire)
    {
        _wire = wire;
        Key = KeyOf(wire);
    }

    /// <summary>The name without its terminator, upper-case letters made small, a character a byte; ends of it are keys of parents.</summary>
    public string Key { get; }

    public ReadOnlySpan<byte> Wire => _wire;

    /// <summary>The first label as text; empty for the root.</summary>
    public string FirstLabel => Encoding.UTF8.GetString(_wire.AsSpan(1, _wire[0]));

    public bool IsRoot => _wire.Length == 1;

    /// <summary>Takes well-formed bytes over.</summary>
    public static DnsName FromWire(ReadOnlySpan<byte> wire) => new(wire.ToArray());

    /// <summary>A name out of ASCII labels with dots between, such as <c>_http._tcp.local</c>; for names in code.</summary>
    public static DnsName Of(string dotted)
    {
        var labels = dotted.TrimEnd('.').Split('.');
        var name = new DnsName([0]);
        for (var i = labels.Length - 1; i >= 0; i--) name = name.Child(labels[i]);
        return name;
    }

    /// <summary>This name with a label before it.</summary>
    /// <exception cref="ArgumentException">The label is empty or too long, or the name gets too long.</exception>
    public DnsName Child(string label)
    {
        var bytes = Encoding.UTF8.GetBytes(label);
        if (bytes.Length is 0 or > MaxLabelBytes || bytes.Length + 1 + _wire.Length > MaxBytes)
            throw new ArgumentException($"'{label}' does not fit before {this}.", nameof(label));
        return new DnsName([(byte)bytes.Length, .. bytes, .. _wire]);
    }

    /// <summary>Whether this name is <paramref name="parent"/> with one label before it.</summary>
    public bool IsChildOf(DnsName parent) =>
        _wire.Length > 1 && _wire.Length - parent._wire.Length == _wire[0] + 1 && Key.EndsWith(parent.Key, StringComparison.Ordinal)
        && Key.Length - parent.Key.Length == _wire[0] + 1;

    public bool Equals(DnsName? other) => other is not null && Key == other.Key;

    public override bool Equals(object? obj) => Equals(obj as DnsName);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Key);

    public int CompareTo(DnsName? other) => string.CompareOrdinal(Key, other?.Key);

    /// <summary>The usual form with dots, safe for logs: dots, backslashes and whatever cannot be printed are escaped.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var at = 0; _wire[at] != 0; at += _wire[at] + 1)
        {
            foreach (var c in Encoding.UTF8.GetString(_wire, at + 1, _wire[at])) Append(text, c);
            text.Append('.');
        }

        return text.Length == 0 ? "." : text.ToString();
    }

    private static void Append(StringBuilder text, char c)
    {
        if (c is '.' or '\\') text.Append('\\').Append(c);
        else if (char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        else text.Append(c);
    }

    private static string KeyOf(byte[] wire) => string.Create(wire.Length - 1, wire, static (key, bytes) =>
    {
        // A length is at most 63 and so never looks like a letter.
        for (var i = 0; i < key.Length; i++) key[i] = bytes[i] is >= (byte)'A' and <= (byte)'Z' ? (char)(bytes[i] + 32) : (char)bytes[i];
    });
}
