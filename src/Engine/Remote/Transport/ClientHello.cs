using System.Buffers.Binary;

namespace AkkaFederation.Engine.Remote;

/// <summary>
/// Looks into the first TLS record of a dialler (RFC 8446, 4.1.2 and 4.2.1) for the one fact that tells an outdated peer
/// from a broken one. Used to name a refusal, never to decide it: TLS itself does that.
/// </summary>
internal static class ClientHello
{
    public const byte HandshakeRecord = 22;

    private const int FixedPart = 5 + 4 + 2 + 32;
    private const ushort SupportedVersions = 43;
    private const ushort Tls13 = 0x0304;

    /// <summary>Null where the bytes do not tell, for instance because they are not all there.</summary>
    public static bool? OffersTls13(ReadOnlySpan<byte> record)
    {
        if (record.Length < FixedPart || record[0] != HandshakeRecord || record[5] != 1) return null;
        var end = 5 + BinaryPrimitives.ReadUInt16BigEndian(record[3..]);
        if (record.Length < end) return null;
        var rest = record[FixedPart..end];
        if (!TrySkip(ref rest, 1) || !TrySkip(ref rest, 2) || !TrySkip(ref rest, 1)) return null;
        if (rest.Length < 2) return false;
        rest = rest[2..];
        while (rest.Length >= 4)
        {
            var type = BinaryPrimitives.ReadUInt16BigEndian(rest);
            int length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (rest.Length < 4 + length) return null;
            if (type == SupportedVersions) return ListsTls13(rest.Slice(4, length));
            rest = rest[(4 + length)..];
        }

        return false;
    }

    private static bool ListsTls13(ReadOnlySpan<byte> extension)
    {
        for (var at = 1; at + 1 < extension.Length; at += 2)
            if (BinaryPrimitives.ReadUInt16BigEndian(extension[at..]) == Tls13) return true;
        return false;
    }

    /// <summary>Skips a vector whose length takes one or two bytes.</summary>
    private static bool TrySkip(ref ReadOnlySpan<byte> rest, int lengthBytes)
    {
        if (rest.Length < lengthBytes) return false;
        var length = lengthBytes == 1 ? rest[0] : BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (rest.Length < lengthBytes + length) return false;
        rest = rest[(lengthBytes + length)..];
        return true;
    }
}
