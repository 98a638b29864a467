using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Gossip;

/// <summary>Gossip's part of the closed schema. The body is unpacked by the room, once it is known whose it is.</summary>
internal sealed class GossipWire : IWireModule
{
    public IReadOnlyList<WireMessage> Messages { get; } =
    [
        WireMessage.Of<GossipFrame, GossipPacket>("gossip/frame", GossipPacket.Parser, ToWire, FromWire),
    ];

    private static GossipPacket ToWire(GossipFrame frame) =>
        new() { Body = UnsafeByteOperations.UnsafeWrap(frame.Body), PlainSize = (uint)frame.PlainSize };

    private static GossipFrame FromWire(GossipPacket packet)
    {
        if (packet.Body.IsEmpty) throw new WireFormatException("a gossip frame without a body");
        if (packet.Body.Length > GossipFrame.MaxPlainSize) throw new WireFormatException($"a gossip frame of more than {GossipFrame.MaxPlainSize} bytes");
        return new GossipFrame(packet.Body.Memory, (int)Math.Min(packet.PlainSize, int.MaxValue));
    }
}
