using AkkaFederation.Engine.Persistence;
using static Engine.Tests.Persistence.StoreExtensions;

namespace Engine.Tests.Persistence.Wal;

/// <summary>What an event store promises, on the write-ahead journal.</summary>
public sealed class WalStoreTests : IDisposable
{
    private static readonly SnapshotRange All = new(0, long.MaxValue, 0, long.MaxValue);
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private WalOptions Options => new() { Folder = Path.Combine(_folder.Path, "journal"), SegmentSize = 64 * 1024 };

    [Fact]
    public async Task Events_are_read_back_whole_and_in_order_after_reopening()
    {
        EventRow first = Event("a", 1, "one") with { Tags = ";red;blue;", Manifest = "man", SerializerId = 42, WriterUuid = "w1" };
        using (WalEventStore store = WalEventStore.Open(Options))
        {
            await store.AppendAsync(first, Event("a", 2, "two"));
            await store.AppendAsync(Event("b", 1, "other"));
            await store.AppendAsync(Event("a", 3));
        }

        using WalEventStore again = WalEventStore.Open(Options);
        List<EventRow> rows = await again.ReadAsync("a");
        Assert.Equal([1, 2, 3], rows.Select(r => r.SequenceNr));
        Assert.Equal("one"u8.ToArray(), rows[0].Message);
        Assert.Equal(first, rows[0] with { Message = first.Message });
        Assert.Empty(rows[2].Message);
        Assert.Null(rows[2].Tags);
        Assert.Equal(3, await again.HighestSequenceNrAsync("a"));
        Assert.Equal(0, await again.HighestSequenceNrAsync("nobody"));
    }

    [Fact]
    public async Task Replay_keeps_to_its_bounds()
    {
        using WalEventStore store = WalEventStore.Open(Options);
        await store.AppendAsync([.. Enumerable.Range(1, 20).Select(i => Event("a", i))]);
        Assert.Equal([5, 6, 7], (await store.ReadAsync("a", 5, 10, 3)).Select(r => r.SequenceNr));
        Assert.Equal([19, 20], (await store.ReadAsync("a", 19)).Select(r => r.SequenceNr));
        Assert.Empty(await store.ReadAsync("a", 1, 20, 0));
    }

    [Fact]
    public async Task What_gathers_while_the_writer_is_busy_is_one_commit_and_only_the_request_at_fault_fails()
    {
        using WalEventStore store = WalEventStore.Open(Options);
        await store.AppendAsync(Event("a", 1));
        var busy = new BlockingAppend(Event("busy", 1));
        store.Append(busy);
        busy.WaitUntilReached();
        long before = store.Commits;
        Task[] waiting = [.. Enumerable.Range(0, 64).Select(i => store.AppendAsync(Event("actor-" + i, 1)))];
        Task twice = store.AppendAsync(Event("a", 1));
        Task refused = store.AppendAsync(Event("a", 2));
        Assert.All(waiting, t => Assert.False(t.IsCompleted));
        busy.Release();
        await Task.WhenAll(waiting);
        Assert.Equal(before + 1, store.Commits);
        Assert.Equal(EventStoreFault.Rejected, (await Assert.ThrowsAsync<EventStoreException>(() => twice)).Fault);
        Assert.Equal(EventStoreFault.Stopped, (await Assert.ThrowsAsync<EventStoreException>(() => refused)).Fault);
        Assert.Equal(1, await store.HighestSequenceNrAsync("a"));
        await store.AppendAsync(Event("a", 2));
        Assert.Equal(2, (await store.ReadAsync("a")).Count);
    }

    [Fact]
    public async Task An_append_is_written_whole_or_not_at_all()
    {
        using WalEventStore store = WalEventStore.Open(Options);
        await store.AppendAsync(Event("a", 3));
        await Assert.ThrowsAsync<EventStoreException>(() => store.AppendAsync(Event("a", 1), Event("a", 2), Event("a", 3)));
        Assert.Equal([3], (await store.ReadAsync("a")).Select(r => r.SequenceNr));
    }

    [Fact]
    public async Task The_highest_number_outlives_the_deletion_of_its_event()
    {
        using (WalEventStore store = WalEventStore.Open(Options))
        {
            await store.AppendAsync(Event("a", 1), Event("a", 2), Event("a", 3));
            await store.AppendAsync(Event("b", 1));
            await store.DeleteEventsAsync("a", 2);
            Assert.Equal([3], (await store.ReadAsync("a")).Select(r => r.SequenceNr));
            await store.DeleteEventsAsync("a", long.MaxValue);
            Assert.Empty(await store.ReadAsync("a"));
        }

        using WalEventStore again = WalEventStore.Open(Options);
        Assert.Equal(3, await again.HighestSequenceNrAsync("a"));
        Assert.Single(await again.ReadAsync("b"));
        await again.AppendAsync(Event("a", 4));
        Assert.Equal([4], (await again.ReadAsync("a")).Select(r => r.SequenceNr));
    }

    [Fact]
    public async Task Snapshots_are_chosen_and_deleted_by_range_and_outlive_the_store()
    {
        using (WalEventStore store = WalEventStore.Open(Options))
        {
            foreach (int i in (int[])[1, 2, 3])
                await store.SaveSnapshotAsync(new SnapshotRow("a", i * 10, i * 100, [(byte)i], "m", 1));
            await store.SaveSnapshotAsync(new SnapshotRow("a", 30, 400, [9], "m2", 2));
        }

        using WalEventStore again = WalEventStore.Open(Options);
        Assert.Equal([9], (await again.LoadSnapshotAsync("a", All))!.Snapshot);
        Assert.Equal(20, (await again.LoadSnapshotAsync("a", All with { MaxSequenceNr = 29 }))!.SequenceNr);
        Assert.Equal(10, (await again.LoadSnapshotAsync("a", All with { MaxCreated = 199 }))!.SequenceNr);
        Assert.Null(await again.LoadSnapshotAsync("b", All));
        await again.DeleteSnapshotsAsync("a", All with { MinSequenceNr = 20 });
        Assert.Equal(10, (await again.LoadSnapshotAsync("a", All))!.SequenceNr);
        Assert.Single(Directory.GetFiles(Options.Folder, "*.snapshot"));
    }

    [Fact]
    public async Task Closing_writes_what_was_submitted_and_refuses_the_rest()
    {
        WalEventStore store = WalEventStore.Open(Options);
        Task[] pending = [.. Enumerable.Range(1, 500).Select(i => store.AppendAsync(Event("a", i)))];
        store.Dispose();
        await Task.WhenAll(pending);
        EventStoreException error = await Assert.ThrowsAsync<EventStoreException>(() => store.AppendAsync(Event("a", 501)));
        Assert.Equal(EventStoreFault.Stopped, error.Fault);
        using WalEventStore again = WalEventStore.Open(Options);
        Assert.Equal(500, await again.HighestSequenceNrAsync("a"));
    }

    [Fact]
    public async Task Segments_follow_one_another_and_a_write_larger_than_a_segment_gets_one_of_its_size()
    {
        using (WalEventStore store = WalEventStore.Open(Options))
        {
            for (int i = 1; i <= 40; i++)
                await store.AppendAsync(Event("a", i, new string('x', 5000)));
            await store.AppendAsync(Event("big", 1, new string('y', 300_000)));
            await store.AppendAsync(Event("a", 41));
            Assert.Equal(41, (await store.ReadAsync("a")).Count);
        }

        using WalEventStore again = WalEventStore.Open(Options);
        Assert.Equal(Enumerable.Range(1, 41).Select(i => (long)i), (await again.ReadAsync("a")).Select(r => r.SequenceNr));
        Assert.Equal(300_000, Assert.Single(await again.ReadAsync("big")).Message.Length);
    }

    [Fact]
    public async Task A_journal_whose_events_are_deleted_does_not_grow_and_keeps_what_is_alive()
    {
        using (WalEventStore store = WalEventStore.Open(Options))
        {
            await store.AppendAsync(Event("owner", 1, "for ever"));
            await store.AppendAsync(Event("gone", 1), Event("gone", 2));
            await store.DeleteEventsAsync("gone", 2);
            long most = 0;
            for (int i = 1; i <= 2000; i++)
            {
                await store.AppendAsync(Event("a", i, new string('x', 900)));
                if (i % 50 == 0)
                    await store.DeleteEventsAsync("a", i - 10);
                most = Math.Max(most, store.SegmentBytes);
            }

            Assert.InRange(most, 1, 6 * 64 * 1024);
            Assert.Equal(Enumerable.Range(1991, 10).Select(i => (long)i), (await store.ReadAsync("a")).Select(r => r.SequenceNr));
        }

        using WalEventStore again = WalEventStore.Open(Options);
        Assert.Equal("for ever"u8.ToArray(), Assert.Single(await again.ReadAsync("owner")).Message);
        Assert.Equal(2, await again.HighestSequenceNrAsync("gone"));
        Assert.Empty(await again.ReadAsync("gone"));
        Assert.Equal(Enumerable.Range(1991, 10).Select(i => (long)i), (await again.ReadAsync("a")).Select(r => r.SequenceNr));
        Assert.InRange(Directory.GetFiles(Options.Folder, "*.wal").Length, 1, 6);
    }

    [Fact]
    public void A_second_owner_is_refused()
    {
        using WalEventStore first = WalEventStore.Open(Options);
        EventStoreException error = Assert.Throws<EventStoreException>(() => WalEventStore.Open(Options));
        Assert.Equal(EventStoreFault.Locked, error.Fault);
        Assert.Equal($"{Options.Folder} is in use by another process; stop that process or use another folder.", error.Message);
    }

    [Fact]
    public void A_path_that_cannot_hold_a_journal_is_refused()
    {
        EventStoreException missing = Assert.Throws<EventStoreException>(() => WalEventStore.Open(new WalOptions { Folder = Path.Combine(_folder.Path, "no", "such") }));
        Assert.Contains("does not exist", missing.Message, StringComparison.Ordinal);
        string file = Path.Combine(_folder.Path, "file");
        File.WriteAllText(file, "");
        EventStoreException notAFolder = Assert.Throws<EventStoreException>(() => WalEventStore.Open(new WalOptions { Folder = file }));
        Assert.StartsWith(file, notAFolder.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', notAFolder.Message);
    }
}
