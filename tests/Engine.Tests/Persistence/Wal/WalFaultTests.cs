using AkkaFederation.Engine.Persistence;
using AkkaFederation.Engine.Simulation;
using static Engine.Tests.Persistence.StoreExtensions;

namespace Engine.Tests.Persistence.Wal;

/// <summary>A disk that is full, read-only, or fails: nothing is acknowledged that is not durable, and the reason is said.</summary>
public sealed class WalFaultTests
{
    private readonly WalRig _rig = new();

    [Fact]
    public async Task A_full_disk_refuses_what_needs_room_keeps_the_rest_and_goes_on_when_there_is_room()
    {
        using WalEventStore store = _rig.Open();
        int acknowledged = 0;
        _rig.Files.Full = true;
        EventStoreException error = await Assert.ThrowsAsync<EventStoreException>(async () =>
        {
            for (int i = 1; i <= 1000; i++)
            {
                await store.AppendAsync(Event("a", i, new string('x', 700)));
                acknowledged = i;
            }
        });
        Assert.Equal(EventStoreFault.Full, error.Fault);
        Assert.Contains("no space is left for the journal", error.Message, StringComparison.Ordinal);
        Assert.InRange(acknowledged, 5, 999);
        Assert.Equal(acknowledged, (await store.ReadAsync("a")).Count);
        _rig.Files.Full = false;
        Assert.Equal(acknowledged, await store.HighestSequenceNrAsync("a"));
        await store.AppendAsync(Event("a", acknowledged + 1, new string('x', 700)));
        _rig.Files.Crash(() => false);
        using WalEventStore again = _rig.Open();
        Assert.Equal(acknowledged + 1, (await again.ReadAsync("a")).Count);
    }

    [Fact]
    public async Task E18_a_disk_that_fills_up_and_a_crash_then_leave_a_journal_that_opens_with_all_that_was_acknowledged()
    {
        for (int seed = 1; seed <= 50; seed++)
        {
            var rig = new WalRig();
            var random = new Random(seed);
            int acknowledged = 0;
            WalEventStore store = rig.Open();
            rig.Files.Full = true;
            EventStoreException error = await Assert.ThrowsAsync<EventStoreException>(async () =>
            {
                for (int i = 1; i <= 1000; i++)
                {
                    await store.AppendAsync(Event("a", i, new string('x', random.Next(100, 2000))));
                    acknowledged = i;
                }
            });
            Assert.Equal(EventStoreFault.Full, error.Fault);
            await Assert.ThrowsAsync<EventStoreException>(() => store.AppendAsync(Event("b", 1, new string('x', 20_000))));
            rig.Files.Full = false;
            rig.Files.Crash(() => random.Next(2) == 0);
            using WalEventStore again = rig.Open();
            Assert.Equal(acknowledged, (await again.ReadAsync("a")).Count);
        }
    }

    [Fact]
    public async Task A_disk_that_turned_read_only_stops_the_writer()
    {
        WalEventStore store = _rig.Open();
        await store.AppendAsync(Event("a", 1));
        _rig.Files.ReadOnly = true;
        EventStoreException error = await Assert.ThrowsAsync<EventStoreException>(() => store.AppendAsync(Event("a", 2)));
        Assert.Contains("cannot be written", error.Message, StringComparison.Ordinal);
        _rig.Files.ReadOnly = false;
        Assert.Equal(EventStoreFault.Stopped, (await Assert.ThrowsAsync<EventStoreException>(() => store.AppendAsync(Event("b", 1)))).Fault);
        _rig.Files.Crash(() => false);
        using WalEventStore again = _rig.Open();
        Assert.Equal(1, await again.HighestSequenceNrAsync("a"));
    }

    [Fact]
    public void A_read_only_disk_and_a_full_one_are_refused_at_the_start()
    {
        _rig.Files.ReadOnly = true;
        Assert.Equal(EventStoreFault.ReadOnly, Assert.Throws<EventStoreException>(_rig.Open).Fault);
        _rig.Files.ReadOnly = false;
        _rig.Files.Full = true;
        Assert.Equal(EventStoreFault.Full, Assert.Throws<EventStoreException>(_rig.Open).Fault);
        _rig.Files.Full = false;
        _rig.Open().Dispose();
    }

    [Theory]
    [InlineData(FileStep.Write)]
    [InlineData(FileStep.Sync)]
    public async Task After_an_error_of_the_disk_nothing_is_written_any_more(object failing)
    {
        WalEventStore store = _rig.Open();
        await store.AppendAsync(Event("a", 1));
        _rig.Files.OnStep = (_, step) =>
        {
            if (step == (FileStep)failing)
                throw new FileFaultException(EventStoreFault.Disk, "input/output error");
        };
        EventStoreException error = await Assert.ThrowsAsync<EventStoreException>(() => store.AppendAsync(Event("a", 2)));
        Assert.Equal(EventStoreFault.Disk, error.Fault);
        _rig.Files.OnStep = null;
        byte[] then = _rig.Content(_rig.PathOf(1));
        EventStoreException halted = await Assert.ThrowsAsync<EventStoreException>(() => store.AppendAsync(Event("b", 1)));
        Assert.Equal(EventStoreFault.Stopped, halted.Fault);
        Assert.Contains("Restart when the cause is removed", halted.Message, StringComparison.Ordinal);
        store.Dispose();
        Assert.Equal(then, _rig.Content(_rig.PathOf(1)));
    }

    [Fact]
    public async Task A_snapshot_that_cannot_be_saved_fails_alone()
    {
        using WalEventStore store = _rig.Open();
        _rig.Files.Full = true;
        EventStoreException error = await Assert.ThrowsAsync<EventStoreException>(() => store.SaveSnapshotAsync(new SnapshotRow("a", 1, 1, [1], "m", 1)));
        Assert.Equal(EventStoreFault.Full, error.Fault);
        _rig.Files.Full = false;
        await store.AppendAsync(Event("a", 1));
        await store.SaveSnapshotAsync(new SnapshotRow("a", 1, 1, [1], "m", 1));
        Assert.DoesNotContain(_rig.Files.List(WalRig.Folder), n => n.EndsWith(".new", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_event_that_the_format_cannot_hold_is_refused_alone()
    {
        using WalEventStore store = _rig.Open();
        EventStoreException error = await Assert.ThrowsAsync<EventStoreException>(() => store.AppendAsync(Event("a", 1) with { Manifest = new string('m', 70_000) }));
        Assert.Equal(EventStoreFault.Rejected, error.Fault);
        Assert.Contains("the manifest has 70000 bytes", error.Message, StringComparison.Ordinal);
        await store.AppendAsync(Event("b", 1));
    }
}
