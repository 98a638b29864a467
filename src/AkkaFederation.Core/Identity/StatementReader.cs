using System.Buffers.Binary;
using System.Text;

namespace AkkaFederation.Identity;

/// <summary>
/// Reads what <see cref="StatementWriter"/> writes, from untrusted bytes. Failure is sticky: after the first short or
/// wrong field every read gives zero, and <see cref="Finish"/> says what was wrong, so that a decoder checks once.
/// Lengths are checked against what is left before anything is allocated.
/// </summary>
internal ref struct StatementReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private ReadOnlySpan<byte> _rest;

    public StatementReader(ReadOnlySpan<byte> bytes, string tag)
    {
        _rest = bytes;
        Error = null;
        var found = Bytes(StatementWriter.TagLength);
        if (Error is not null || !Ascii.Equals(found, tag)) Error = $"not a statement of kind {tag}";
    }

    /// <summary>What was wrong first; null while all is well.</summary>
    public string? Error { get; private set; }

    public readonly bool Failed => Error is not null;

    public readonly int Remaining => _rest.Length;

    public byte U8() => Bytes(1) is [var value] ? value : (byte)0;

    public ushort U16() => Bytes(2) is { Length: 2 } b ? BinaryPrimitives.ReadUInt16BigEndian(b) : (ushort)0;

    public uint U32() => Bytes(4) is { Length: 4 } b ? BinaryPrimitives.ReadUInt32BigEndian(b) : 0;

    public ulong U64() => Bytes(8) is { Length: 8 } b ? BinaryPrimitives.ReadUInt64BigEndian(b) : 0;

    /// <summary>The next bytes, in place; empty on failure.</summary>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (Failed) return default;
        if (count < 0 || count > _rest.Length)
        {
            Fail("the statement ends early");
            return default;
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <summary>A text of at most <paramref name="maxBytes"/> bytes; empty on failure.</summary>
    public string Text(int maxBytes = ushort.MaxValue)
    {
        var length = U16();
        if (length > maxBytes)
        {
            Fail($"a text is longer than {maxBytes} bytes");
            return "";
        }

        var bytes = Bytes(length);
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            Fail("a text is not UTF-8");
            return "";
        }
    }

    public Did Did()
    {
        var text = Text(64);
        if (Failed) return default;
        if (Identity.Did.TryParse(text, out var did, out var error)) return did;
        Fail(error);
        return default;
    }

    /// <summary>Marks the statement as wrong; the first reason stays.</summary>
    public void Fail(string error) => Error ??= error;

    /// <summary>True if every field was there and nothing follows.</summary>
    public bool Finish(out string error)
    {
        if (!Failed && _rest.Length > 0) Fail($"{_rest.Length} bytes follow the statement");
        error = Error ?? "";
        return !Failed;
    }
}
