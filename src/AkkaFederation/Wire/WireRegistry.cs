using System.Collections.Frozen;
using Google.Protobuf;

namespace AkkaFederation.Wire;

/// <summary>
/// Wraps messages into envelopes and unwraps them, for one cluster id. The envelope's first three fields are the same for
/// all messages of one manifest, so they are laid down once: encoding copies them, and decoding compares them before it
/// looks further. Whatever does not match goes the long way, through protobuf, to find out why it is refused.
/// </summary>
/// <remarks>Invariants: (1) one manifest for each type and one type for each manifest; (2) no type is found by name.</remarks>
internal sealed class WireRegistry
{
    public const uint SchemaVersion = 1;
    private const byte BodyTag = (Envelope.BodyFieldNumber << 3) | 2;

    private readonly FrozenDictionary<Type, Entry> _byType;
    private readonly FrozenDictionary<string, Entry> _byManifest;

    public WireRegistry(string clusterId, IEnumerable<IWireModule> modules)
    {
        ArgumentException.ThrowIfNullOrEmpty(clusterId);
        ClusterId = clusterId;
        var entries = modules.SelectMany(m => m.Messages).Select(m => new Entry(m, Header(m.Manifest))).ToList();
        _byType = entries.ToFrozenDictionary(e => e.Message.Type);
        _byManifest = entries.ToFrozenDictionary(e => e.Message.Manifest, StringComparer.Ordinal);
    }

    public string ClusterId { get; }

    public WireCounters Counters { get; } = new();

    /// <summary>Every message type of the schema, for serialization bindings.</summary>
    public IEnumerable<WireMessage> Messages => _byManifest.Values.Select(e => e.Message).OrderBy(m => m.Manifest, StringComparer.Ordinal);

    /// <exception cref="ArgumentException">The type is not part of the schema.</exception>
    public string ManifestOf(object message) => EntryOf(message).Message.Manifest;

    /// <exception cref="ArgumentException">The type is not part of the schema.</exception>
    public byte[] Encode(object message)
    {
        var entry = EntryOf(message);
        var body = entry.Message.Encode(message);
        var size = body.CalculateSize();
        var bodyAt = entry.Header.Length + 1 + CodedOutputStream.ComputeLengthSize(size);
        var bytes = new byte[bodyAt + size];
        entry.Header.CopyTo(bytes, 0);
        bytes[entry.Header.Length] = BodyTag;
        WriteVarint(bytes.AsSpan(entry.Header.Length + 1), (uint)size);
        body.WriteTo(bytes.AsSpan(bodyAt));
        return bytes;
    }

    /// <summary>Unwraps a message; <paramref name="manifest"/> is what the transport or journal said it is.</summary>
    /// <exception cref="WireRefusedException">The message is refused; it has been counted.</exception>
    public object Decode(ReadOnlyMemory<byte> bytes, string manifest)
    {
        try
        {
            if (!_byManifest.TryGetValue(manifest, out var entry)) throw Refuse(WireRefusal.UnknownManifest, $"manifest '{Printable(manifest)}' is not known");
            return entry.Message.Decode(BodyOf(bytes, entry));
        }
        catch (Exception e) when (e is not (WireRefusedException or OutOfMemoryException))
        {
            // Whatever hostile bytes make a decoder throw, the message is at fault and is refused like any other.
            throw Refuse(WireRefusal.Malformed, $"a message of kind '{manifest}' is malformed: {e.Message}", e);
        }
    }

    private ReadOnlyMemory<byte> BodyOf(ReadOnlyMemory<byte> bytes, Entry entry)
    {
        var span = bytes.Span;
        if (span.StartsWith(entry.Header) && TryReadBody(span[entry.Header.Length..], out var length)) return bytes[^length..];

        var envelope = Envelope.Parser.ParseFrom(span);
        if (envelope.SchemaVersion > SchemaVersion)
            throw Refuse(WireRefusal.NewerSchema, $"schema version {envelope.SchemaVersion} is newer than {SchemaVersion}; upgrade this node");
        if (envelope.SchemaVersion == 0) throw Refuse(WireRefusal.Malformed, "the envelope has no schema version");
        if (envelope.ClusterId != ClusterId)
            throw Refuse(WireRefusal.ForeignCluster, $"a message of cluster '{Printable(envelope.ClusterId)}' reached cluster '{ClusterId}'");
        if (envelope.Manifest != entry.Message.Manifest)
            throw Refuse(WireRefusal.Malformed, $"the envelope says '{Printable(envelope.Manifest)}' and its carrier '{entry.Message.Manifest}'");
        return envelope.HasBody ? envelope.Body.Memory : throw Refuse(WireRefusal.Malformed, "the envelope has no body");
    }

    // The body is the last field and fills the rest exactly; anything else goes the long way.
    private static bool TryReadBody(ReadOnlySpan<byte> rest, out int length)
    {
        length = 0;
        if (rest.IsEmpty || rest[0] != BodyTag) return false;
        var value = 0UL;
        for (var i = 1; i < rest.Length && i <= 5; i++)
        {
            value |= (ulong)(rest[i] & 0x7f) << (7 * (i - 1));
            if ((rest[i] & 0x80) != 0) continue;
            length = rest.Length - i - 1;
            return value == (ulong)length;
        }

        return false;
    }

    private static void WriteVarint(Span<byte> target, uint value)
    {
        var i = 0;
        for (; value >= 0x80; value >>= 7) target[i++] = (byte)(value | 0x80);
        target[i] = (byte)value;
    }

    private Entry EntryOf(object message) =>
        _byType.TryGetValue(message.GetType(), out var entry)
            ? entry
            : throw new ArgumentException($"{message.GetType()} is not part of the wire schema; add it to its room's wire module.", nameof(message));

    private byte[] Header(string manifest) =>
        new Envelope { SchemaVersion = SchemaVersion, ClusterId = ClusterId, Manifest = manifest }.ToByteArray();

    private WireRefusedException Refuse(WireRefusal refusal, string message, Exception? cause = null)
    {
        Counters.Count(refusal);
        return new WireRefusedException(refusal, message, cause);
    }

    private static string Printable(string text) =>
        string.Concat(text.Take(64).Select(c => char.IsControl(c) ? '?' : c));

    private sealed record Entry(WireMessage Message, byte[] Header);
}
