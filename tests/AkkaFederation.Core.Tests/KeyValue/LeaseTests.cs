using AkkaFederation.KeyValue;

namespace AkkaFederation.Core.Tests.KeyValue;

/// <summary>Leases live by log time, and end at the same entry everywhere.</summary>
public sealed class LeaseTests
{
    private readonly StoreDriver _log = new();

    [Fact]
    public void Keys_vanish_with_their_lease_by_an_entry_whose_time_has_come()
    {
        var lease = _log.Grant(10_000);
        _log.Put("a", "1", lease: lease);
        _log.Put("b", "1");
        Assert.Equal(0UL, _log.Expire(9_999).Number);
        Assert.Equal("1", _log.Value("a"));
        Assert.Equal(1UL, _log.Expire(1).Number);
        Assert.Null(_log.Value("a"));
        Assert.Equal("1", _log.Value("b"));
        Assert.Equal(StoreStatus.NoSuchLease, _log.Do(new StoreCommand.KeepLease(lease)).Status);
        Assert.Equal(StoreStatus.NoSuchLease, _log.Put("a", "1", lease: lease).Status);
        Assert.Null(_log.Store.NextDeadline);
    }

    [Fact]
    public void No_entry_but_an_expire_command_ends_a_lease_however_late_it_is()
    {
        var lease = _log.Grant(10_000);
        _log.Put("a", "1", lease: lease);
        _log.Time += 1_000_000;
        _log.Put("b", "1");
        Assert.Equal("1", _log.Value("a"));
        Assert.Equal(10_000UL, _log.Do(new StoreCommand.KeepLease(lease)).Number);
        Assert.Equal(0UL, _log.Expire(9_999).Number);
        Assert.Equal(1UL, _log.Expire(1).Number);
    }

    [Fact]
    public void A_key_that_is_written_without_its_lease_or_with_another_leaves_it()
    {
        var (first, second) = (_log.Grant(), _log.Grant());
        _log.Put("a", "1", lease: first);
        _log.Put("b", "1", lease: first);
        _log.Put("c", "1", lease: first);
        _log.Put("a", "2");
        _log.Put("b", "2", lease: second);
        _log.Do(new StoreCommand.RevokeLease(first));
        Assert.Equal(("2", "2", null), (_log.Value("a"), _log.Value("b"), _log.Value("c")));
        _log.Do(new StoreCommand.RevokeLease(second));
        Assert.Null(_log.Value("b"));
        Assert.Equal(StoreStatus.NoSuchLease, _log.Do(new StoreCommand.RevokeLease(second)).Status);
    }

    [Fact]
    public void Fencing_tokens_grow_with_each_holder_of_a_lock()
    {
        ulong last = 0;
        for (var holder = 0; holder < 10; holder++)
        {
            var lease = _log.Grant(1000);
            var taken = _log.Put("lock", $"holder {holder}", Condition.Absent, lease);
            Assert.Equal(StoreStatus.Done, taken.Status);
            Assert.True(taken.Number > last);
            last = taken.Number;
            var other = _log.Put("lock", "other", Condition.Absent, lease);
            Assert.Equal((StoreStatus.ConditionFailed, last), (other.Status, other.Current!.CreateRevision));
            if (holder % 2 == 0) _log.Expire(1000);
            else _log.Delete("lock", Condition.AtRevision(taken.Revision));
        }
    }

    [Fact]
    public void One_entry_ends_a_bounded_number_of_leases()
    {
        for (var i = 0; i < StoreLimits.MaxExpired + 5; i++) _log.Store.Apply(++_log.Index, _log.Time, CommandCodec.Encode(new StoreCommand.GrantLease(1000)));
        Assert.Equal((ulong)StoreLimits.MaxExpired, _log.Expire(1000).Number);
        Assert.Equal(5UL, _log.Expire(0).Number);
    }

    [Fact]
    public void A_lease_holds_a_bounded_number_of_keys()
    {
        var lease = _log.Grant();
        for (var i = 0; i < StoreLimits.MaxKeysOfLease; i++)
            _log.Store.Apply(++_log.Index, _log.Time, CommandCodec.Encode(new StoreCommand.Put(StoreDriver.Bytes($"k{i}"), [], Condition.None, lease)));
        var more = _log.Put("one more", "", lease: lease);
        Assert.Equal((StoreStatus.Refused, StoreLimit.KeysOfLease), (more.Status, more.Limit));
        Assert.Equal(StoreStatus.Done, _log.Put("k0", "again", lease: lease).Status);
    }

    [Fact]
    public void A23_a_log_time_at_the_end_of_time_does_not_overflow()
    {
        _log.Time = ulong.MaxValue - 5;
        var lease = _log.Grant(10_000);
        Assert.Equal(0UL, _log.Expire(4).Number);
        Assert.Equal(1UL, _log.Expire(1).Number);
        Assert.Null(_log.Store.FindLease(lease));
    }
}
