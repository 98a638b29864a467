using System.Text.Unicode;
using AkkaFederation.Identity;

namespace AkkaFederation.KeyValue;

/// <summary>
/// Commands as bytes: a tag of 16 bytes, a byte that says which, and fixed fields (docs/formats.md). The tag tells them from
/// everything else that is proposed to the same log; its last digits are the version.
/// </summary>
internal static class CommandCodec
{
    public const string Tag = "AKFED-KVCMD-V001";

    private enum Code : byte
    {
        Put = 1,
        Delete = 2,
        GrantLease = 3,
        KeepLease = 4,
        RevokeLease = 5,
        Expire = 6,
        SetLimits = 7,
    }

    /// <summary>Whether a payload is meant for a store at all, well-formed or not.</summary>
    public static bool IsCommand(ReadOnlySpan<byte> payload) => payload.StartsWith("AKFED-KVCMD-V001"u8);

    public static byte[] Encode(StoreCommand command)
    {
        var writer = new StatementWriter(Tag, SizeOf(command));
        switch (command)
        {
            case StoreCommand.Put put:
                writer.U8((byte)Code.Put);
                Write(writer, put.Condition);
                writer.U64(put.Lease).U16((ushort)put.Key.Length).Bytes(put.Key).U32((uint)put.Value.Length).Bytes(put.Value);
                break;
            case StoreCommand.Delete delete:
                writer.U8((byte)Code.Delete);
                Write(writer, delete.Condition);
                writer.U16((ushort)delete.Key.Length).Bytes(delete.Key);
                break;
            case StoreCommand.GrantLease grant: writer.U8((byte)Code.GrantLease).U32(grant.TtlMs); break;
            case StoreCommand.KeepLease keep: writer.U8((byte)Code.KeepLease).U64(keep.Lease); break;
            case StoreCommand.RevokeLease revoke: writer.U8((byte)Code.RevokeLease).U64(revoke.Lease); break;
            case StoreCommand.Expire: writer.U8((byte)Code.Expire); break;
            case StoreCommand.SetLimits set: writer.U8((byte)Code.SetLimits).U64(set.Limits.MaxKeys).U64(set.Limits.MaxBytes); break;
        }

        return writer.ToArray();
    }

    /// <summary>Reads untrusted bytes. Sizes are not judged here but by the store, which answers with the limit.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> payload, out StoreCommand command, out string error)
    {
        var reader = new StatementReader(payload, Tag);
        command = Read(ref reader);
        return reader.Finish(out error);
    }

    private static int SizeOf(StoreCommand command) => command switch
    {
        StoreCommand.Put put => 72 + put.Key.Length + put.Value.Length,
        StoreCommand.Delete delete => 72 + delete.Key.Length,
        _ => 40,
    };

    private static StoreCommand Read(ref StatementReader reader)
    {
        switch ((Code)reader.U8())
        {
            case Code.Put:
                var condition = ReadCondition(ref reader);
                var lease = reader.U64();
                var key = ReadKey(ref reader);
                return new StoreCommand.Put(key, ReadValue(ref reader), condition, lease);
            case Code.Delete:
                var held = ReadCondition(ref reader);
                return new StoreCommand.Delete(ReadKey(ref reader), held);
            case Code.GrantLease: return new StoreCommand.GrantLease(reader.U32());
            case Code.KeepLease: return new StoreCommand.KeepLease(reader.U64());
            case Code.RevokeLease: return new StoreCommand.RevokeLease(reader.U64());
            case Code.Expire: return new StoreCommand.Expire();
            case Code.SetLimits: return new StoreCommand.SetLimits(new StoreLimits(reader.U64(), reader.U64()));
            default:
                reader.Fail("the command is not known");
                return new StoreCommand.Expire();
        }
    }

    private static byte[] ReadKey(ref StatementReader reader)
    {
        var key = reader.Bytes(reader.U16()).ToArray();
        if (!Utf8.IsValid(key)) reader.Fail("the key is not UTF-8");
        return key;
    }

    private static byte[] ReadValue(ref StatementReader reader)
    {
        var length = reader.U32();
        if (length > (uint)reader.Remaining) reader.Fail("the value ends early");
        return reader.Bytes((int)Math.Min(length, int.MaxValue)).ToArray();
    }

    private static void Write(StatementWriter writer, Condition condition)
    {
        writer.U8((byte)condition.Kind);
        if (condition.Kind == ConditionKind.Revision) writer.U64(condition.Revision);
        else if (condition.Kind == ConditionKind.Value) writer.Bytes(condition.ValueHash);
    }

    private static Condition ReadCondition(ref StatementReader reader)
    {
        switch ((ConditionKind)reader.U8())
        {
            case ConditionKind.None: return Condition.None;
            case ConditionKind.Absent: return Condition.Absent;
            case ConditionKind.Present: return Condition.Present;
            case ConditionKind.Revision: return Condition.AtRevision(reader.U64());
            case ConditionKind.Value: return Condition.OfHash(reader.Bytes(32).ToArray());
            default:
                reader.Fail("the condition is not known");
                return Condition.None;
        }
    }
}
