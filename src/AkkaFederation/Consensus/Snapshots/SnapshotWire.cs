using AkkaFederation.Wire;

namespace AkkaFederation.Consensus;

/// <summary>The messages of the room of snapshots, and what is stored of snapshots.</summary>
internal sealed class SnapshotWire : IWireModule
{
    public IReadOnlyList<WireMessage> Messages { get; } =
    [
        WireMessage.Of<SnapshotEnvelope, SnapshotFrame>("snapshots/peer", SnapshotFrame.Parser, SnapshotCodec.Encode, SnapshotCodec.Decode),
        WireMessage.Of<SettledSnapshot, SnapshotSettled>("snapshots/settled", SnapshotSettled.Parser, SnapshotCodec.Encode, SnapshotCodec.DecodeSettled),
        WireMessage.Of<InstalledSnapshot, SnapshotInstalled>("snapshots/installed", SnapshotInstalled.Parser, SnapshotCodec.Encode, SnapshotCodec.Decode),
        WireMessage.Of<StoredChunk, SnapshotChunk>("snapshots/chunk", SnapshotChunk.Parser, SnapshotCodec.Encode, SnapshotCodec.Decode),
    ];
}
