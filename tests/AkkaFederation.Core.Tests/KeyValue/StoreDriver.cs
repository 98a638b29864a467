using System.Text;
using AkkaFederation.KeyValue;

namespace AkkaFederation.Core.Tests.KeyValue;

/// <summary>A store with a log of its own: numbers and times the commands, as a leader would.</summary>
internal sealed class StoreDriver
{
    public KeyValueStore Store { get; } = new();

    public ulong Index { get; set; }

    public ulong Time { get; set; } = 1_000_000;

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public StoreResult Do(StoreCommand command)
    {
        var result = Store.Apply(++Index, Time, CommandCodec.Encode(command));
        Store.CheckInvariants();
        Assert.Equal(Index, result.Revision);
        return result;
    }

    public StoreResult Put(string key, string value, Condition? condition = null, ulong lease = 0) =>
        Do(new StoreCommand.Put(Bytes(key), Bytes(value), condition ?? Condition.None, lease));

    public StoreResult Delete(string key, Condition? condition = null) => Do(new StoreCommand.Delete(Bytes(key), condition ?? Condition.None));

    public ulong Grant(uint ttlMs = 10_000)
    {
        var granted = Do(new StoreCommand.GrantLease(ttlMs));
        Assert.Equal(StoreStatus.Done, granted.Status);
        return granted.Number;
    }

    public StoreResult Expire(ulong after)
    {
        Time += after;
        return Do(new StoreCommand.Expire());
    }

    public string? Value(string key) => Store.Find(Bytes(key)) is { } item ? Encoding.UTF8.GetString(item.Value) : null;

    public static byte[] Snapshot(KeyValueStore store)
    {
        var output = new MemoryStream();
        store.Snapshot().Write(output);
        return output.ToArray();
    }
}
