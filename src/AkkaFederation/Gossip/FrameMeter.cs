namespace AkkaFederation.Gossip;

/// <summary>Encodes messages and counts the bytes that come of it.</summary>
internal sealed class FrameMeter
{
    public long Bytes { get; private set; }

    public long CompressedFrom { get; private set; }

    public long CompressedTo { get; private set; }

    public GossipFrame Encode(GossipMessage message, int compressAbove)
    {
        var frame = GossipCodec.Encode(message, compressAbove);
        Add(frame.Body.Length, frame.PlainSize, frame.PlainSize > 0 ? frame.Body.Length : 0);
        return frame;
    }

    public void Add(long bytes, long compressedFrom, long compressedTo)
    {
        Bytes += bytes;
        CompressedFrom += compressedFrom;
        CompressedTo += compressedTo;
    }
}
