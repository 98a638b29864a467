using System.Security.Cryptography;
using AkkaFederation.Identity;

namespace AkkaFederation.Broadcast;

/// <summary>
/// The one binary layout of a broadcast's header, which is what gets signed and what travels: tag16
/// <c>AKFED-BCST-V0001</c> | text cluster id | text origin | u64 epoch | u64 sequence | u64 floor | u8 mode | u32 length |
/// 32 bytes SHA-256 of the payload. Relays pass these bytes on as they came.
/// </summary>
internal static class BroadcastCodec
{
    public const string Tag = "AKFED-BCST-V0001";

    /// <summary>Highest epoch and sequence accepted at all: a clock that jumped leaves room for the lives that follow.</summary>
    public const ulong MaxNumber = 1UL << 48;

    public const int HashLength = SHA256.HashSizeInBytes;

    public static byte[] Encode(BroadcastHeader header) =>
        new StatementWriter(Tag)
            .Text(header.ClusterId).Did(header.Id.Origin).U64(header.Id.Epoch).U64(header.Id.Sequence).U64(header.Floor)
            .U8((byte)header.Mode).U32(header.Length).Bytes(header.PayloadHash.Span)
            .ToArray();

    public static bool TryDecode(ReadOnlySpan<byte> statement, out BroadcastHeader header, out string error)
    {
        header = null!;
        var reader = new StatementReader(statement, Tag);
        var clusterId = reader.Text(PeerRecordCodec.MaxClusterIdBytes);
        var id = new BroadcastId(reader.Did(), reader.U64(), reader.U64());
        var floor = reader.U64();
        var mode = (BroadcastMode)reader.U8();
        var length = reader.U32();
        var hash = reader.Bytes(HashLength).ToArray();
        if (mode is < BroadcastMode.Direct or > BroadcastMode.Flood) reader.Fail($"broadcast mode {(byte)mode} is not known");
        if (id.Epoch > MaxNumber || id.Sequence > MaxNumber) reader.Fail("epoch or sequence lies beyond its bound");
        if (id.Sequence == 0 || floor > id.Sequence) reader.Fail("the floor lies above the sequence, or the sequence is 0");
        if (!reader.Finish(out error)) return false;
        header = new BroadcastHeader(clusterId, id, floor, mode, length, hash);
        return true;
    }

    /// <summary>A payload under its origin's signature.</summary>
    public static SignedBroadcast Sign(string clusterId, BroadcastId id, ulong floor, BroadcastMode mode, ReadOnlyMemory<byte> payload, ISigner signer)
    {
        var header = new BroadcastHeader(clusterId, id, floor, mode, (uint)payload.Length, SHA256.HashData(payload.Span));
        var statement = Encode(header);
        return new SignedBroadcast(header, statement, signer.Sign(statement), payload);
    }
}
