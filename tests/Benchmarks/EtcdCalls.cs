using Google.Protobuf;

namespace Benchmarks;

/// <summary>Who a member is and whom it follows.</summary>
internal readonly record struct EtcdStatus(ulong Member, ulong Leader);

/// <summary>The two calls of etcd's v3 interface that a measurement needs; fields by their numbers in its rpc.proto.</summary>
internal static class EtcdCalls
{
    /// <summary>PutRequest: key = 1, value = 2. PutResponse: header = 1, and in it revision = 3.</summary>
    public static async Task PutAsync(GrpcConnection connection, byte[] key, byte[] value, CancellationToken stop)
    {
        var size = CodedOutputStream.ComputeBytesSize(ByteString.CopyFrom(key)) + CodedOutputStream.ComputeBytesSize(ByteString.CopyFrom(value)) + 2;
        var message = new byte[size];
        var output = new CodedOutputStream(message);
        output.WriteTag(1, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(key));
        output.WriteTag(2, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(value));
        output.CheckNoSpaceLeft();
        var answer = await connection.CallAsync("/etcdserverpb.KV/Put", message, stop);
        if (Varint(Field(answer, 1), 3) == 0) throw new HttpRequestException("a put was answered without a revision.");
    }

    /// <summary>StatusResponse: header = 1 with member_id = 2; leader = 4.</summary>
    public static async Task<EtcdStatus> StatusAsync(GrpcConnection connection, CancellationToken stop)
    {
        var answer = await connection.CallAsync("/etcdserverpb.Maintenance/Status", [], stop);
        return new EtcdStatus(Varint(Field(answer, 1), 2), Varint(answer, 4));
    }

    private static ReadOnlyMemory<byte> Field(ReadOnlyMemory<byte> message, int field)
    {
        var input = new CodedInputStream(message.ToArray());
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (tag == WireFormat.MakeTag(field, WireFormat.WireType.LengthDelimited)) return input.ReadBytes().Memory;
            input.SkipLastField();
        }

        return default;
    }

    private static ulong Varint(ReadOnlyMemory<byte> message, int field)
    {
        var input = new CodedInputStream(message.ToArray());
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (tag == WireFormat.MakeTag(field, WireFormat.WireType.Varint)) return input.ReadUInt64();
            input.SkipLastField();
        }

        return 0;
    }
}
