using System.IO.Compression;
using AkkaFederation.Wire;

namespace AkkaFederation.Gossip;

/// <summary>Brotli, where it makes a message smaller. What is unpacked is bounded before anything is allocated (A15).</summary>
internal static class GossipCompression
{
    private const int Quality = 4;
    private const int Window = 18;

    public static GossipFrame Pack(byte[] plain, int above)
    {
        if (plain.Length <= above) return new GossipFrame(plain, 0);
        var packed = new byte[plain.Length - 1];
        return BrotliEncoder.TryCompress(plain, packed, out var length, Quality, Window)
            ? new GossipFrame(packed.AsMemory(0, length), plain.Length)
            : new GossipFrame(plain, 0);
    }

    /// <exception cref="WireFormatException">It says that it unpacks to more than allowed or to no more than it is, or it unpacks to something else than it says.</exception>
    public static ReadOnlyMemory<byte> Unpack(GossipFrame frame)
    {
        if (frame.PlainSize == 0) return frame.Body;
        if (frame.PlainSize > GossipFrame.MaxPlainSize) throw new WireFormatException($"unpacks to {frame.PlainSize} bytes, at most {GossipFrame.MaxPlainSize} are taken");
        if (frame.PlainSize <= frame.Body.Length) throw new WireFormatException("is larger packed than unpacked");
        var plain = new byte[frame.PlainSize];
        return BrotliDecoder.TryDecompress(frame.Body.Span, plain, out var length) && length == plain.Length
            ? plain
            : throw new WireFormatException("unpacks to something else than it says");
    }
}
