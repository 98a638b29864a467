using AkkaFederation.Engine.Persistence;
using static Engine.Tests.Persistence.StoreExtensions;

namespace Engine.Tests.Persistence;

public sealed class SqliteStoreTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Events_are_read_back_whole_and_in_order_after_reopening()
    {
        EventRow first = Event("a", 1, "one") with { Tags = ";red;blue;", Manifest = "man", SerializerId = 42, WriterUuid = "w1" };
        using (SqliteEventStore store = _folder.Open())
        {
            await store.AppendAsync(first, Event("a", 2, "two"));
            await store.AppendAsync(Event("b", 1, "other"));
            await store.AppendAsync(Event("a", 3));
        }

        using SqliteEventStore again = _folder.Open();
        List<EventRow> rows = await again.ReadAsync("a");
        Assert.Equal([1, 2, 3], rows.Select(r => r.SequenceNr));
        Assert.Equal("one"u8.ToArray(), rows[0].Message);
        Assert.Equal(first, rows[0] with { Message = first.Message });
        Assert.Empty(rows[2].Message);
        Assert.Equal(3, await again.HighestSequenceNrAsync("a"));
        Assert.Equal(0, await again.HighestSequenceNrAsync("nobody"));
    }

    [Fact]
    public async Task Replay_keeps_to_its_bounds()
    {
        using SqliteEventStore store = _folder.Open();
        await store.AppendAsync([.. Enumerable.Range(1, 20).Select(i => Event("a", i))]);
        Assert.Equal([5, 6, 7], (await store.ReadAsync("a", 5, 10, 3)).Select(r => r.SequenceNr));
        Assert.Equal([19, 20], (await store.ReadAsync("a", 19)).Select(r => r.SequenceNr));
        Assert.Empty(await store.ReadAsync("a", 1, 20, 0));
    }

    [Fact]
    public async Task What_gathers_while_the_writer_is_busy_is_one_commit()
    {
        using SqliteEventStore store = _folder.Open();
        var busy = new BlockingAppend(Event("busy", 1));
        store.Append(busy);
        busy.WaitUntilReached();
        long before = store.Commits;
        Task[] waiting = [.. Enumerable.Range(0, 64).Select(i => store.AppendAsync(Event("actor-" + i, 1)))];
        Assert.All(waiting, t => Assert.False(t.IsCompleted));
        busy.Release();
        await Task.WhenAll(waiting);
        Assert.Equal(before + 1, store.Commits);
    }

    [Fact]
    public async Task A_group_is_bounded()
    {
        using var store = SqliteEventStore.Open(_folder.Options with { MaxGroupRows = 10 });
        var busy = new BlockingAppend(Event("busy", 1));
        store.Append(busy);
        busy.WaitUntilReached();
        long before = store.Commits;
        Task[] waiting = [.. Enumerable.Range(0, 30).Select(i => store.AppendAsync(Event("actor-" + i, 1)))];
        busy.Release();
        await Task.WhenAll(waiting);
        Assert.Equal(before + 3, store.Commits);
    }

    [Fact]
    public async Task Only_the_request_at_fault_fails_of_a_group()
    {
        using SqliteEventStore store = _folder.Open();
        await store.AppendAsync(Event("a", 1));
        var busy = new BlockingAppend(Event("busy", 1));
        store.Append(busy);
        busy.WaitUntilReached();
        Task good = store.AppendAsync(Event("b", 1));
        Task twice = store.AppendAsync(Event("a", 1));
        Task after = store.AppendAsync(Event("c", 1));
        busy.Release();
        await Task.WhenAll(good, after);
        EventStoreException error = await Assert.ThrowsAsync<EventStoreException>(() => twice);
        Assert.Equal(EventStoreFault.Rejected, error.Fault);
        Assert.Contains(_folder.Database, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_append_is_written_whole_or_not_at_all()
    {
        using SqliteEventStore store = _folder.Open();
        await store.AppendAsync(Event("a", 3));
        await Assert.ThrowsAsync<EventStoreException>(() => store.AppendAsync(Event("a", 1), Event("a", 2), Event("a", 3)));
        Assert.Equal([3], (await store.ReadAsync("a")).Select(r => r.SequenceNr));
    }

    [Fact]
    public async Task After_a_failed_append_later_ones_of_the_id_are_refused_until_it_recovers()
    {
        using SqliteEventStore store = _folder.Open();
        await store.AppendAsync(Event("a", 1));
        var busy = new BlockingAppend(Event("busy", 1));
        store.Append(busy);
        busy.WaitUntilReached();
        Task failed = store.AppendAsync(Event("a", 1));
        Task refused = store.AppendAsync(Event("a", 2));
        busy.Release();
        await Assert.ThrowsAsync<EventStoreException>(() => failed);
        EventStoreException error = await Assert.ThrowsAsync<EventStoreException>(() => refused);
        Assert.Equal(EventStoreFault.Stopped, error.Fault);
        Assert.Equal(1, await store.HighestSequenceNrAsync("a"));
        await store.AppendAsync(Event("a", 2));
        Assert.Equal(2, (await store.ReadAsync("a")).Count);
    }

    [Fact]
    public async Task The_highest_number_outlives_the_deletion_of_its_event()
    {
        using (SqliteEventStore store = _folder.Open())
        {
            await store.AppendAsync(Event("a", 1), Event("a", 2), Event("a", 3));
            await store.AppendAsync(Event("b", 1));
            await store.DeleteEventsAsync("a", 2);
            Assert.Equal([3], (await store.ReadAsync("a")).Select(r => r.SequenceNr));
            await store.DeleteEventsAsync("a", long.MaxValue);
            Assert.Empty(await store.ReadAsync("a"));
        }

        using SqliteEventStore again = _folder.Open();
        Assert.Equal(3, await again.HighestSequenceNrAsync("a"));
        Assert.Single(await again.ReadAsync("b"));
        await again.AppendAsync(Event("a", 4));
        Assert.Equal([4], (await again.ReadAsync("a")).Select(r => r.SequenceNr));
    }

    [Fact]
    public async Task Snapshots_are_chosen_and_deleted_by_range()
    {
        using SqliteEventStore store = _folder.Open();
        foreach (int i in (int[])[1, 2, 3])
            await store.SaveSnapshotAsync(new SnapshotRow("a", i * 10, i * 100, [(byte)i], "m", 1));
        var all = new SnapshotRange(0, long.MaxValue, 0, long.MaxValue);
        Assert.Equal(30, (await store.LoadSnapshotAsync("a", all))!.SequenceNr);
        Assert.Equal(20, (await store.LoadSnapshotAsync("a", all with { MaxSequenceNr = 29 }))!.SequenceNr);
        Assert.Equal(10, (await store.LoadSnapshotAsync("a", all with { MaxCreated = 199 }))!.SequenceNr);
        Assert.Null(await store.LoadSnapshotAsync("b", all));
        await store.SaveSnapshotAsync(new SnapshotRow("a", 30, 400, [9], "m2", 2));
        Assert.Equal([9], (await store.LoadSnapshotAsync("a", all))!.Snapshot);
        await store.DeleteSnapshotsAsync("a", all with { MinSequenceNr = 20 });
        Assert.Equal(10, (await store.LoadSnapshotAsync("a", all))!.SequenceNr);
    }

    [Fact]
    public async Task Closing_writes_what_was_submitted_and_refuses_the_rest()
    {
        SqliteEventStore store = _folder.Open();
        Task[] pending = [.. Enumerable.Range(1, 500).Select(i => store.AppendAsync(Event("a", i)))];
        store.Dispose();
        await Task.WhenAll(pending);
        EventStoreException error = await Assert.ThrowsAsync<EventStoreException>(() => store.AppendAsync(Event("a", 501)));
        Assert.Equal(EventStoreFault.Stopped, error.Fault);
        using SqliteEventStore again = _folder.Open();
        Assert.Equal(500, await again.HighestSequenceNrAsync("a"));
    }

    [Fact]
    public async Task A_full_disk_fails_the_write_and_keeps_what_was_acknowledged()
    {
        int acknowledged = 0;
        using (var store = SqliteEventStore.Open(_folder.Options with { MaxPages = 40 }))
        {
            string text = new('x', 4000);
            EventStoreException error = await Assert.ThrowsAsync<EventStoreException>(async () =>
            {
                for (int i = 1; i <= 1000; i++)
                {
                    await store.AppendAsync(Event("a", i, text));
                    acknowledged = i;
                }
            });
            Assert.Equal(EventStoreFault.Full, error.Fault);
            Assert.Contains(_folder.Database, error.Message, StringComparison.Ordinal);
        }

        Assert.InRange(acknowledged, 1, 999);
        using SqliteEventStore again = _folder.Open();
        Assert.Equal(Enumerable.Range(1, acknowledged).Select(i => (long)i), (await again.ReadAsync("a")).Select(r => r.SequenceNr));
    }
}
