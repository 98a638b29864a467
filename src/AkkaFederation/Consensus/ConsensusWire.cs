using AkkaFederation.Wire;

namespace AkkaFederation.Consensus;

/// <summary>The messages and journal events of consensus.</summary>
internal sealed class ConsensusWire : IWireModule
{
    public IReadOnlyList<WireMessage> Messages { get; } =
    [
        WireMessage.Of<PeerEnvelope, PeerFrame>("consensus/peer", PeerFrame.Parser, PeerCodec.Encode, PeerCodec.Decode),
        WireMessage.Of<PersistBatch, LogBatch>("consensus/log-batch", LogBatch.Parser, JournalCodec.Encode, JournalCodec.Decode),
        WireMessage.Of<LeafTile, TreeTile>("consensus/tree-tile", TreeTile.Parser, JournalCodec.Encode, JournalCodec.Decode),
        WireMessage.Of<VoterBase, VoterBasis>("consensus/voter-base", VoterBasis.Parser, BaseCodec.Encode, BaseCodec.Decode),
        WireMessage.Of<GenesisBinding, GenesisBound>("consensus/genesis-bound", GenesisBound.Parser, JournalCodec.Encode, JournalCodec.Decode),
        WireMessage.Of<GenesisRuledOut, GenesisExcluded>("consensus/genesis-excluded", GenesisExcluded.Parser, JournalCodec.Encode, JournalCodec.Decode),
        WireMessage.Of<GenesisReleased, GenesisUnbound>("consensus/genesis-unbound", GenesisUnbound.Parser, JournalCodec.Encode, JournalCodec.Decode),
        WireMessage.Of<GenesisFounded, GenesisSigned>("consensus/genesis-founded", GenesisSigned.Parser, JournalCodec.Encode, JournalCodec.Decode),
        WireMessage.Of<GenesisJoined, GenesisFollowed>("consensus/genesis-joined", GenesisFollowed.Parser, JournalCodec.Encode, JournalCodec.Decode),
        WireMessage.OfProto("consensus/ballot-voted", BallotVoted.Parser),
        WireMessage.OfProto("consensus/database-owned", DatabaseOwned.Parser),
    ];
}
