using AkkaFederation.KeyValue;
using static AkkaFederation.Core.Tests.KeyValue.StoreDriver;

namespace AkkaFederation.Core.Tests.KeyValue;

public sealed class KeyValueStoreTests
{
    private readonly StoreDriver _log = new();

    [Fact]
    public void A_revision_is_the_index_of_the_entry_and_creation_stays()
    {
        Assert.Equal(1UL, _log.Put("a", "1").Number);
        _log.Index = 40;
        Assert.Equal(1UL, _log.Put("a", "2").Number);
        Assert.Equivalent(new { CreateRevision = 1UL, Revision = 41UL, Version = 2UL }, _log.Store.Find(Bytes("a")));
        _log.Delete("a");
        Assert.Equal(43UL, _log.Put("a", "3").Number);
        Assert.Equal(1UL, _log.Store.Find(Bytes("a"))!.Version);
    }

    [Fact]
    public void A_compare_and_swap_takes_place_only_if_its_condition_holds_and_says_what_is_there()
    {
        Assert.Equal(StoreStatus.Done, _log.Put("a", "1", Condition.Absent).Status);
        var second = _log.Put("a", "2", Condition.Absent);
        Assert.Equal(StoreStatus.ConditionFailed, second.Status);
        Assert.Equal("1", System.Text.Encoding.UTF8.GetString(second.Current!.Value));
        Assert.Equal(StoreStatus.Done, _log.Put("a", "2", Condition.OfValue("1"u8)).Status);
        Assert.Equal(StoreStatus.ConditionFailed, _log.Put("a", "3", Condition.OfValue("1"u8)).Status);
        Assert.Equal(StoreStatus.Done, _log.Put("a", "3", Condition.AtRevision(3)).Status);
        Assert.Equal(StoreStatus.ConditionFailed, _log.Put("a", "4", Condition.AtRevision(3)).Status);
        Assert.Null(_log.Put("b", "1", Condition.Present).Current);
        Assert.Equal(StoreStatus.ConditionFailed, _log.Delete("a", Condition.OfValue("2"u8)).Status);
        Assert.Equal("3", _log.Value("a"));
    }

    [Fact]
    public void What_is_deleted_is_gone_and_deleting_it_again_says_so()
    {
        _log.Put("a", "1");
        Assert.Equal(1UL, _log.Delete("a").Number);
        Assert.Equal(0UL, _log.Delete("a").Number);
        Assert.Null(_log.Value("a"));
    }

    [Fact]
    public void Limits_refuse_with_their_number_and_change_nothing()
    {
        Refused(StoreLimit.KeyLength, StoreLimits.MaxKey, _log.Put(new string('k', 1025), "1"));
        Refused(StoreLimit.KeyLength, StoreLimits.MaxKey, _log.Put("", "1"));
        Refused(StoreLimit.ValueLength, StoreLimits.MaxValue, _log.Put("a", new string('v', StoreLimits.MaxValue + 1)));
        Assert.Equal(StoreStatus.Done, _log.Put(new string('k', 1024), new string('v', StoreLimits.MaxValue)).Status);
        Refused(StoreLimit.Ttl, StoreLimits.MaxTtlMs, _log.Do(new StoreCommand.GrantLease(99)));
        Refused(StoreLimit.Ttl, StoreLimits.MaxTtlMs, _log.Do(new StoreCommand.GrantLease(uint.MaxValue)));
        Assert.Equal(1, _log.Store.Count);
    }

    [Fact]
    public void How_much_there_may_be_is_a_command_of_the_log()
    {
        _log.Put("a", "1");
        _log.Put("b", "1");
        Assert.Equal(StoreStatus.Done, _log.Do(new StoreCommand.SetLimits(new StoreLimits(2, 200))).Status);
        Refused(StoreLimit.Keys, 2, _log.Put("c", "1"));
        Refused(StoreLimit.Bytes, 200, _log.Put("a", new string('v', 100)));
        Assert.Equal(StoreStatus.Done, _log.Put("a", "2").Status);

        // Already beyond what is allowed now: what does not grow is taken.
        _log.Do(new StoreCommand.SetLimits(new StoreLimits(1, 1)));
        Assert.Equal(StoreStatus.Done, _log.Put("a", "3").Status);
        _log.Delete("a");
        _log.Delete("b");
        Refused(StoreLimit.Bytes, 1, _log.Put("a", "1"));
        Refused(StoreLimit.Limits, StoreLimits.Greatest.MaxKeys, _log.Do(new StoreCommand.SetLimits(new StoreLimits(0, 1))));
        Refused(StoreLimit.Limits, StoreLimits.Greatest.MaxBytes, _log.Do(new StoreCommand.SetLimits(new StoreLimits(1, ulong.MaxValue))));
    }

    [Fact]
    public void A_list_has_pages_in_the_order_of_the_keys()
    {
        foreach (var key in new[] { "b/2", "b/1", "a", "b/3", "c" }) _log.Put(key, "v");
        var range = KeyRange.WithPrefix("b/"u8);
        var page = _log.Store.List(range, 2, int.MaxValue);
        Assert.Equal(["b/1", "b/2"], page.Items.Select(i => System.Text.Encoding.UTF8.GetString(i.Key)));
        Assert.True(page.More);
        page = _log.Store.List(range.After(page.Items[^1].Key), 2, int.MaxValue);
        Assert.Equal(["b/3"], page.Items.Select(i => System.Text.Encoding.UTF8.GetString(i.Key)));
        Assert.False(page.More);
        Assert.Equal(5, _log.Store.List(KeyRange.WithPrefix(default), 10, int.MaxValue).Items.Count);
        Assert.Single(_log.Store.List(range, 10, 1).Items);
        Assert.Empty(_log.Store.List(new KeyRange(Bytes("x"), Bytes("a")), 10, 10).Items);
    }

    [Fact]
    public void The_prefix_that_ends_the_alphabet_of_bytes_has_no_end()
    {
        Assert.Null(KeyOrder.End([0xff, 0xff]));
        Assert.Equal([0x62], KeyOrder.End([0x61, 0xff]));
        Assert.Equal([0x61, 0x63], KeyOrder.End("ab"u8));
    }

    [Fact]
    public void Events_are_those_of_the_range_from_the_revision_on()
    {
        _log.Put("a", "1");
        _log.Put("b", "2");
        _log.Put("a", "3");
        _log.Delete("a");
        var page = _log.Store.EventsFrom(new EventPosition(2), KeyRange.Of("a"u8), 100, int.MaxValue);
        Assert.Equal([(3UL, StoreEventKind.Put), (4UL, StoreEventKind.Deleted)], page.Events.Select(e => (e.Revision, e.Kind)));
        Assert.Equal(5UL, page.Next.Revision);
        Assert.Empty(_log.Store.EventsFrom(new EventPosition(9), KeyRange.Of("a"u8), 100, int.MaxValue).Events);
        Assert.Equal(9UL, _log.Store.EventsFrom(new EventPosition(9), KeyRange.Of("a"u8), 100, int.MaxValue).Next.Revision);
        page = _log.Store.EventsFrom(new EventPosition(1), KeyRange.WithPrefix(default), 1, int.MaxValue);
        Assert.Equal((1, 2UL), (page.Events.Count, page.Next.Revision));
    }

    [Fact]
    public void Events_of_one_revision_can_be_taken_one_by_one()
    {
        var lease = _log.Grant();
        for (var i = 0; i < 5; i++) _log.Put($"{(i == 2 ? "other" : "k")}{i}", "v", lease: lease);
        var revoked = _log.Do(new StoreCommand.RevokeLease(lease));
        Assert.Equal(5UL, revoked.Number);
        _log.Put("k9", "after");
        var keys = new List<string>();
        for (var (at, end) = (new EventPosition(revoked.Revision), new EventPosition(revoked.Revision + 2)); at != end;)
        {
            var page = _log.Store.EventsFrom(at, KeyRange.WithPrefix("k"u8), 1, int.MaxValue);
            keys.Add(System.Text.Encoding.UTF8.GetString(Assert.Single(page.Events).Item.Key));
            at = page.Next;
        }

        Assert.Equal(["k0", "k1", "k3", "k4", "k9"], keys);
        Assert.Equal(5, _log.Store.EventsFrom(new EventPosition(revoked.Revision), KeyRange.WithPrefix("k"u8), 100, int.MaxValue).Events.Count);
    }

    [Fact]
    public void Older_events_than_are_kept_are_compacted_and_the_answer_names_the_first()
    {
        for (var i = 0; i < StoreLimits.MaxEvents + 100; i++) _log.Store.Apply(++_log.Index, _log.Time, CommandCodec.Encode(new StoreCommand.Put(Bytes("a"), Bytes("1"), Condition.None, 0)));
        var page = _log.Store.EventsFrom(new EventPosition(100), KeyRange.Of("a"u8), 10, int.MaxValue);
        Assert.True(page.Compacted);
        Assert.Equal(101UL, page.Next.Revision);
        Assert.False(_log.Store.EventsFrom(new EventPosition(101), KeyRange.Of("a"u8), 10, int.MaxValue).Compacted);
        _log.Store.CheckInvariants();
        for (var i = 0; i < 200; i++) _log.Store.Apply(++_log.Index, _log.Time, CommandCodec.Encode(new StoreCommand.Put(Bytes("a"), new byte[StoreLimits.MaxValue], Condition.None, 0)));
        Assert.InRange(_log.Index - _log.Store.FirstEvent, 130UL, 140UL);
    }

    [Fact]
    public void Malformed_commands_are_a_result_and_change_nothing()
    {
        var put = CommandCodec.Encode(new StoreCommand.Put(Bytes("a"), Bytes("1"), Condition.OfValue("x"u8), 7));
        for (var length = 16; length < put.Length; length++)
            Assert.Equal(StoreStatus.Malformed, _log.Store.Apply(++_log.Index, 1, put.AsSpan(0, length)).Status);
        Assert.Equal(StoreStatus.Malformed, _log.Store.Apply(++_log.Index, 1, [.. put, 0]).Status);
        Assert.Equal(StoreStatus.Malformed, _log.Do(new StoreCommand.Put([0xff, 0xfe], Bytes("1"), Condition.None, 0)).Status);
        Assert.Equal((0, 0UL), (_log.Store.Count, _log.Store.Revision));
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var spoiled = put.ToArray();
            spoiled[16 + random.Next(spoiled.Length - 16)] = (byte)random.Next(256);
            _log.Store.Apply(++_log.Index, 1, spoiled);
        }

        _log.Store.CheckInvariants();
    }

    [Fact]
    public void Results_survive_their_bytes_and_spoiled_ones_are_refused()
    {
        _log.Put("a", "1");
        var failed = _log.Put("a", "2", Condition.Absent);
        Assert.True(ResultCodec.TryDecode(ResultCodec.Encode(failed), out var read, out _));
        Assert.Equivalent(failed, read, strict: true);
        var bytes = ResultCodec.Encode(failed);
        for (var length = 0; length < bytes.Length; length++) Assert.False(ResultCodec.TryDecode(bytes.AsSpan(0, length), out _, out _));
    }

    private void Refused(StoreLimit limit, ulong most, StoreResult result) =>
        Assert.Equal((StoreStatus.Refused, limit, most), (result.Status, result.Limit, result.Most));
}
