using AkkaFederation.KeyValue;

namespace AkkaFederation.Core.Tests.KeyValue;

/// <summary>Canonical bytes: equal stores have equal ones, and lying ones are refused.</summary>
public sealed class StoreSnapshotTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Replicas_have_the_same_bytes_whether_they_applied_all_or_began_with_a_snapshot(int seed)
    {
        var random = new Random(seed);
        var (first, second) = (new StoreDriver(), new StoreDriver());
        for (var i = 0; i < 2000; i++)
        {
            var command = CommandCodec.Encode(Any(random, first.Index));
            first.Time += (ulong)random.Next(200);
            first.Index += (ulong)random.Next(1, 3);
            var expected = first.Store.Apply(first.Index, first.Time, command);
            Assert.Equivalent(expected, second.Store.Apply(first.Index, first.Time, command));
            if (i % 250 != 100) continue;
            var bytes = StoreDriver.Snapshot(first.Store);
            Assert.Equal(bytes, StoreDriver.Snapshot(second.Store));
            second = new StoreDriver();
            second.Put("what was there", "goes");
            second.Store.Restore(StoreSnapshot.Read(new MemoryStream(bytes)));
            second.Store.CheckInvariants();
            Assert.Equal(bytes, StoreDriver.Snapshot(second.Store));
        }

        first.Store.CheckInvariants();
        Assert.Equal(StoreDriver.Snapshot(first.Store), StoreDriver.Snapshot(second.Store));
    }

    [Fact]
    public void A_snapshot_is_not_touched_by_what_comes_later()
    {
        var log = new StoreDriver();
        var lease = log.Grant();
        log.Put("a", "1", lease: lease);
        var held = log.Store.Snapshot();
        var before = new MemoryStream();
        held.Write(before);
        log.Put("a", "2");
        log.Put("b", "1");
        log.Do(new StoreCommand.KeepLease(lease));
        log.Do(new StoreCommand.RevokeLease(lease));
        var after = new MemoryStream();
        held.Write(after);
        Assert.Equal(before.ToArray(), after.ToArray());
    }

    [Fact]
    public void A22_truncated_spoiled_and_lying_snapshots_are_refused_and_leave_the_store_as_it_was()
    {
        var log = new StoreDriver();
        var lease = log.Grant();
        log.Put("a", "1", lease: lease);
        log.Put("b", "2");
        var bytes = StoreDriver.Snapshot(log.Store);
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<FormatException>(() => StoreSnapshot.Read(new MemoryStream(bytes, 0, length)));
        Assert.Throws<FormatException>(() => StoreSnapshot.Read(new MemoryStream([.. bytes, 0])));
        var target = new StoreDriver();
        target.Put("own", "value");
        var random = new Random(5);
        for (var i = 0; i < 5000; i++)
        {
            var spoiled = bytes.ToArray();
            for (var n = random.Next(1, 4); n > 0; n--) spoiled[random.Next(spoiled.Length)] = (byte)random.Next(256);
            var before = StoreDriver.Snapshot(target.Store);
            try
            {
                target.Store.Restore(StoreSnapshot.Read(new MemoryStream(spoiled)));
                target.Store.CheckInvariants();
            }
            catch (FormatException)
            {
                Assert.Equal(before, StoreDriver.Snapshot(target.Store));
            }
        }
    }

    [Fact]
    public void Counts_that_lie_set_nothing_aside()
    {
        var log = new StoreDriver();
        log.Put("a", "1");
        var bytes = StoreDriver.Snapshot(log.Store);
        bytes.AsSpan(16 + 32 + 4, 8).Fill(0xff);
        Assert.Throws<FormatException>(() => StoreSnapshot.Read(new MemoryStream(bytes)));
    }

    private static StoreCommand Any(Random random, ulong index)
    {
        var key = StoreDriver.Bytes($"k{random.Next(20)}");
        var lease = random.Next(3) == 0 ? (ulong)random.Next((int)index + 1) : 0;
        var condition = random.Next(5) switch
        {
            0 => Condition.Absent,
            1 => Condition.Present,
            2 => Condition.OfValue(StoreDriver.Bytes($"v{random.Next(3)}")),
            3 => Condition.AtRevision((ulong)random.Next((int)index + 1)),
            _ => Condition.None,
        };
        return random.Next(12) switch
        {
            0 => new StoreCommand.Delete(key, condition),
            1 or 2 => new StoreCommand.GrantLease((uint)random.Next(100, 20_000)),
            3 => new StoreCommand.KeepLease((ulong)random.Next((int)index + 1)),
            4 => new StoreCommand.RevokeLease((ulong)random.Next((int)index + 1)),
            5 => new StoreCommand.Expire(),
            6 => new StoreCommand.SetLimits(new StoreLimits((ulong)random.Next(10, 30), (ulong)random.Next(1000, 3000))),
            _ => new StoreCommand.Put(key, StoreDriver.Bytes($"v{random.Next(3)}"), condition, lease),
        };
    }
}
