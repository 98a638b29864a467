using System.Collections.Immutable;
using System.Security.Cryptography;
using AkkaFederation.Identity;

namespace AkkaFederation.Gossip;

/// <summary>
/// The one binary layout of a gossip update, which its origin signs: tag16 <c>AKFED-GOSS-V0001</c> | text cluster id | text
/// origin | u64 epoch | u64 sequence | u8 priority | u8 hop limit | text kind | u64 time | u8 clock flags | u8 n |
/// n × (text origin, u64 epoch, u64 through) | u32 payload length | H(payload). What changes on the way (hops, path) is not
/// in it. The payload travels beside it.
/// </summary>
internal static class UpdateCodec
{
    public const string Tag = "AKFED-GOSS-V0001";
    private const byte Pruned = 1;

    public static SignedUpdate Sign(GossipUpdate update, string clusterId, ISigner signer)
    {
        if (signer.Id != update.Origin) throw new ArgumentException($"{signer.Id} cannot sign what {update.Origin} says.", nameof(signer));
        var statement = Encode(update, clusterId);
        return new SignedUpdate(update, clusterId, statement, signer.Sign(statement));
    }

    public static byte[] Encode(GossipUpdate update, string clusterId)
    {
        var writer = new StatementWriter(Tag)
            .Text(clusterId).Did(update.Origin).U64(update.Id.Epoch).U64(update.Id.Sequence)
            .U8((byte)update.Priority).U8((byte)update.HopLimit).Text(update.Kind)
            .U64((ulong)update.At.ToUnixTimeMilliseconds())
            .U8(update.Clock.IsPruned ? Pruned : (byte)0).U8((byte)update.Clock.Entries.Length);
        foreach (var entry in update.Clock.Entries) writer.Did(entry.Origin).U64(entry.Epoch).U64(entry.Through);
        return writer.U32((uint)update.Payload.Length).Bytes(SHA256.HashData(update.Payload.Span)).ToArray();
    }

    /// <summary>Reads a statement; the payload must be the one it speaks of. Says nothing of the signature.</summary>
    public static bool TryDecode(
        ReadOnlyMemory<byte> statement, ReadOnlyMemory<byte> signature, ReadOnlyMemory<byte> payload, out SignedUpdate update, out string error)
    {
        update = null!;
        var reader = new StatementReader(statement.Span, Tag);
        var clusterId = reader.Text(PeerRecordCodec.MaxClusterIdBytes);
        var id = new GossipId(reader.Did(), reader.U64(), reader.U64());
        var priority = (GossipPriority)reader.U8();
        var hopLimit = reader.U8();
        var kind = reader.Text(GossipKinds.MaxLength);
        var time = reader.U64();
        var clock = ReadClock(ref reader);
        var length = reader.U32();
        var hash = reader.Bytes(SHA256.HashSizeInBytes);
        if (priority > GossipPriority.Critical) reader.Fail("a priority above critical");
        if (!reader.Failed && !GossipKinds.IsValid(kind)) reader.Fail("the kind is not a word");
        if (time > (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()) reader.Fail("a time out of range");
        if (id.Sequence == 0) reader.Fail("sequence 0");
        if (!reader.Failed && (length != payload.Length || !hash.SequenceEqual(SHA256.HashData(payload.Span)))) reader.Fail("the payload is not the one signed");
        if (!reader.Finish(out error)) return false;
        update = new SignedUpdate(
            new GossipUpdate
            {
                Id = id,
                Kind = kind,
                Priority = priority,
                HopLimit = hopLimit,
                At = DateTimeOffset.FromUnixTimeMilliseconds((long)time),
                Clock = clock,
                Payload = payload,
            },
            clusterId,
            statement,
            signature);
        return true;
    }

    private static VectorClock ReadClock(ref StatementReader reader)
    {
        var flags = reader.U8();
        var count = reader.U8();
        if (flags > Pruned) reader.Fail("unknown clock flags");
        if (count > VectorClock.MaxEntries) reader.Fail($"a clock of more than {VectorClock.MaxEntries} entries");
        if (reader.Failed) return VectorClock.Empty;
        var entries = ImmutableArray.CreateBuilder<ClockEntry>(count);
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            var entry = new ClockEntry(reader.Did(), reader.U64(), reader.U64());
            if (!reader.Failed && i > 0 && entries[i - 1].Origin.CompareTo(entry.Origin) >= 0) reader.Fail("clock entries out of order");
            entries.Add(entry);
        }

        return new VectorClock(entries.ToImmutable(), flags == Pruned);
    }
}
