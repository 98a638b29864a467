using AkkaFederation.KeyValue;

namespace AkkaFederation.Core.Tests.KeyValue;

/// <summary>The layouts of docs/formats.md, byte for byte: what is in a log stays readable.</summary>
public sealed class KnownAnswerTests
{
    private const string CommandTag = "414b4645442d4b56434d442d56303031";
    private const string ResultTag = "414b4645442d4b565245532d56303031";

    public static TheoryData<string, string> Commands => new()
    {
        { "put", "01000000000000000000000161" + "0000000131" },
        { "put if absent", "01010000000000000007000161" + "0000000131" },
        { "put if revision", "0103000000000000002a0000000000000000000161" + "0000000131" },
        { "put if value", "01046b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b0000000000000000000161" + "0000000132" },
        { "delete if present", "0202000161" },
        { "grant", "0300002710" },
        { "keep", "040000000000000007" },
        { "revoke", "050000000000000007" },
        { "expire", "06" },
        { "limits", "0700000000000000020000000000000003" },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void Commands_have_these_bytes_for_ever(string name, string expected)
    {
        byte[] a = [0x61];
        StoreCommand command = name switch
        {
            "put" => new StoreCommand.Put(a, [0x31], Condition.None, 0),
            "put if absent" => new StoreCommand.Put(a, [0x31], Condition.Absent, 7),
            "put if revision" => new StoreCommand.Put(a, [0x31], Condition.AtRevision(42), 0),
            "put if value" => new StoreCommand.Put(a, [0x32], Condition.OfValue("1"u8), 0),
            "delete if present" => new StoreCommand.Delete(a, Condition.Present),
            "grant" => new StoreCommand.GrantLease(10_000),
            "keep" => new StoreCommand.KeepLease(7),
            "revoke" => new StoreCommand.RevokeLease(7),
            "expire" => new StoreCommand.Expire(),
            _ => new StoreCommand.SetLimits(new StoreLimits(2, 3)),
        };
        Assert.Equal(CommandTag + expected, Convert.ToHexStringLower(CommandCodec.Encode(command)));
        Assert.True(CommandCodec.TryDecode(Convert.FromHexString(CommandTag + expected), out var read, out var error), error);
        Assert.Equivalent(command, read, strict: true);
    }

    [Fact]
    public void Results_and_snapshots_have_these_bytes_for_ever()
    {
        var log = new StoreDriver();
        Assert.Equal(ResultTag + "00" + "0000000000000001" + "0000000000000001" + "00" + "0000000000000000" + "00", Convert.ToHexStringLower(ResultCodec.Encode(log.Put("a", "1"))));
        var item = "0000000000000001" + "0000000000000001" + "0000000000000001" + "0000000000000000" + "000161" + "0000000131";
        Assert.Equal(ResultTag + "01" + "0000000000000002" + "0000000000000000" + "00" + "0000000000000000" + "01" + item, Convert.ToHexStringLower(ResultCodec.Encode(log.Put("a", "2", Condition.Absent))));
        var snapshot = "414b4645442d4b56534e502d56303031" + "0000000000000001" + "00000000000f4240" + "00000000000f4240" + "0000000010000000"
            + "00000000" + "0000000000000001" + item + "0000000000000001" + "00000001" + "0000000000000001" + "01" + item;
        Assert.Equal(snapshot, Convert.ToHexStringLower(StoreDriver.Snapshot(log.Store)));
    }
}
