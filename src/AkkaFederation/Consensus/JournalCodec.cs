using AkkaFederation.Identity;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Consensus;

/// <summary>The room's journal events to protobuf and back.</summary>
internal static class JournalCodec
{
    public static LogBatch Encode(PersistBatch batch) => new()
    {
        Term = batch.Hard.Term,
        Vote = batch.Hard.Vote.Value,
        TruncateFrom = batch.TruncateFrom,
        FirstIndex = batch.Entries.Count == 0 ? 0 : batch.Entries[0].Index,
        Entries = EntryCodec.Encode(batch.Entries),
        Commit = batch.Commit,
        Tiles = batch.Tiles,
    };

    /// <summary>The number of a batch lives only as long as the process: recovered ones have number 0.</summary>
    public static PersistBatch Decode(LogBatch proto) => new(
        0,
        new HardState(proto.Term, proto.Vote.Length == 0 ? default : Did.Parse(proto.Vote)),
        proto.TruncateFrom,
        EntryCodec.Decode(proto.Entries, proto.FirstIndex),
        proto.Commit)
    {
        Tiles = proto.Tiles,
    };

    public static TreeTile Encode(LeafTile tile) => new() { Number = tile.Number, Hashes = UnsafeByteOperations.UnsafeWrap(tile.Hashes) };

    public static LeafTile Decode(TreeTile proto) => new(proto.Number, proto.Hashes.ToByteArray());

    public static GenesisBound Encode(GenesisBinding e) =>
        new() { Document = ByteString.CopyFrom(e.Document), Signature = ByteString.CopyFrom(e.Signature) };

    public static GenesisBinding Decode(GenesisBound proto) => new(proto.Document.ToByteArray(), proto.Signature.ToByteArray());

    public static GenesisExcluded Encode(GenesisRuledOut e) => new() { GenesisHash = ByteString.CopyFrom(e.GenesisHash) };

    public static GenesisRuledOut Decode(GenesisExcluded proto) => new(proto.GenesisHash.ToByteArray());

    public static GenesisUnbound Encode(GenesisReleased e) => new() { Refusal = SealCodec.Encode(e.Refusal) };

    public static GenesisReleased Decode(GenesisUnbound proto) => new(SealCodec.Decode(proto.Refusal));

    public static GenesisFollowed Encode(GenesisJoined e) => new() { Genesis = SealCodec.Encode(e.Signed) };

    public static GenesisJoined Decode(GenesisFollowed proto) =>
        new(SealCodec.Decode(proto.Genesis ?? throw new WireFormatException("a joined genesis without the genesis")));

    public static GenesisSigned Encode(GenesisFounded e) => SealCodec.Encode(e.Signed);

    public static GenesisFounded Decode(GenesisSigned proto) => new(SealCodec.Decode(proto));
}
