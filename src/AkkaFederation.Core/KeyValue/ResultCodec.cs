using AkkaFederation.Identity;

namespace AkkaFederation.KeyValue;

/// <summary>Results as bytes, for whoever proposed the command (docs/formats.md).</summary>
internal static class ResultCodec
{
    public const string Tag = "AKFED-KVRES-V001";

    public static byte[] Encode(StoreResult result)
    {
        var writer = new StatementWriter(Tag, 64).U8((byte)result.Status).U64(result.Revision).U64(result.Number)
            .U8((byte)result.Limit).U64(result.Most).U8(result.Current is null ? (byte)0 : (byte)1);
        if (result.Current is { } item)
        {
            writer.U64(item.CreateRevision).U64(item.Revision).U64(item.Version).U64(item.Lease)
                .U16((ushort)item.Key.Length).Bytes(item.Key).U32((uint)item.Value.Length).Bytes(item.Value);
        }

        return writer.ToArray();
    }

    /// <summary>Reads untrusted bytes.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out StoreResult result, out string error)
    {
        var reader = new StatementReader(bytes, Tag);
        var status = (StoreStatus)reader.U8();
        var (revision, number, limit, most) = (reader.U64(), reader.U64(), (StoreLimit)reader.U8(), reader.U64());
        if (status > StoreStatus.Malformed || limit > StoreLimit.Limits) reader.Fail("the result is of a later version");
        var item = reader.U8() == 0 ? null : ReadItem(ref reader);
        result = new StoreResult(status) { Revision = revision, Number = number, Limit = limit, Most = most, Current = item };
        return reader.Finish(out error);
    }

    private static StoreItem ReadItem(ref StatementReader reader)
    {
        var (created, revision, version, lease) = (reader.U64(), reader.U64(), reader.U64(), reader.U64());
        var key = reader.Bytes(reader.U16()).ToArray();
        var length = reader.U32();
        if (length > (uint)reader.Remaining) reader.Fail("the value ends early");
        return new StoreItem(key, reader.Bytes((int)Math.Min(length, int.MaxValue)).ToArray(), created, revision, version, lease);
    }
}
