namespace AkkaFederation.Gossip;

/// <summary>A gossip message as it travels: encoded, and compressed where that makes it smaller.</summary>
/// <param name="Body">The bytes.</param>
/// <param name="PlainSize">Their number before compression; 0: they are not compressed.</param>
internal sealed record GossipFrame(ReadOnlyMemory<byte> Body, int PlainSize)
{
    /// <summary>Most that a frame unpacks to.</summary>
    public const int MaxPlainSize = 512 * 1024;
}
