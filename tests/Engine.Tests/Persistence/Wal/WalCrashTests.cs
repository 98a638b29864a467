using AkkaFederation.Engine.Persistence;
using AkkaFederation.Engine.Simulation;

namespace Engine.Tests.Persistence.Wal;

/// <summary>
/// The machine stops at every single step that the journal takes (write, sync, rename, deletion, sync of the folder), and
/// any part of what was not synced may be on the disk. What is acknowledged is there, what is not is there whole or not at
/// all, and the journal goes on.
/// </summary>
public sealed class WalCrashTests
{
    private const int Script = 150;
    private static readonly string[] Subsets = ["none", "all", "1"];

    [Fact]
    public async Task E17_E18_a_crash_at_any_step_loses_nothing_acknowledged_and_leaves_no_half_of_anything()
    {
        int steps = await CountStepsAsync();
        Assert.InRange(steps, 300, 3000);
        for (int step = 1; step <= steps; step++)
        {
            foreach (string subset in Subsets)
                await CrashAsync(step, subset);
        }
    }

    [Fact]
    public async Task A_crash_in_the_middle_of_recovery_changes_nothing()
    {
        int steps = await CountStepsAsync();
        for (int step = 1; step <= steps; step += 17)
        {
            for (int second = 1; second <= 12; second++)
                await CrashAsync(step, "1", second);
        }
    }

    [Fact]
    public async Task A_process_that_dies_between_write_and_sync_leaves_what_its_successor_makes_durable()
    {
        var rig = new WalRig();
        WalEventStore store = rig.Open();
        await store.AppendAsync(StoreExtensions.Event("a", 1));
        rig.Files.OnStep = (_, step) => Stop(step == FileStep.Sync);
        await Assert.ThrowsAsync<EventStoreException>(() => store.AppendAsync(StoreExtensions.Event("a", 2)));
        rig.Files.OnStep = null;
        rig.Files.EndProcess();
        using (WalEventStore next = rig.Open())
            Assert.Equal(2, await next.HighestSequenceNrAsync("a"));
        rig.Files.Crash(() => false);
        using WalEventStore last = rig.Open();
        Assert.Equal(2, await last.HighestSequenceNrAsync("a"));
    }

    [Fact]
    public async Task What_a_failed_sync_left_in_the_cache_is_written_again_before_it_is_told()
    {
        var rig = new WalRig();
        WalEventStore store = rig.Open();
        await store.AppendAsync(StoreExtensions.Event("a", 1));
        rig.Files.OnStep = (_, step) => Stop(step == FileStep.Sync);
        await Assert.ThrowsAsync<EventStoreException>(() => store.AppendAsync(StoreExtensions.Event("a", 2)));
        rig.Files.OnStep = null;

        // Nothing more is written, and how far the id has come is not told: nobody knows.
        EventStoreException halted = await Assert.ThrowsAsync<EventStoreException>(() => store.AppendAsync(StoreExtensions.Event("b", 1)));
        Assert.Equal(EventStoreFault.Stopped, halted.Fault);
        await Assert.ThrowsAsync<EventStoreException>(() => store.HighestSequenceNrAsync("a"));
        rig.Files.EndProcess();
        long told;
        using (WalEventStore next = rig.Open())
            told = await next.HighestSequenceNrAsync("a");
        rig.Files.Crash(() => false);
        using WalEventStore last = rig.Open();
        Assert.Equal(told, await last.HighestSequenceNrAsync("a"));
    }

    [Fact]
    public async Task E17_planted_a_disk_that_does_not_sync_is_found_out_by_the_same_checks()
    {
        var rig = new WalRig { SegmentSize = 256 * 1024 };
        var model = new WalModel();
        WalEventStore store = rig.Open();
        rig.Files.Lying = true;
        Assert.Null(await model.RunAsync(store, 3));
        rig.Files.Crash(() => false);
        rig.Files.Lying = false;
        using WalEventStore again = rig.Open();
        Assert.StartsWith("'id-", await model.CheckAsync(again), StringComparison.Ordinal);
    }

    private static async Task<int> CountStepsAsync()
    {
        var rig = new WalRig();
        int steps = 0;
        rig.Files.OnStep = (_, step) => steps += step == FileStep.Read ? 0 : 1;
        var model = new WalModel();
        WalEventStore store = rig.Open();
        Assert.Null(await model.RunAsync(store, Script));
        string wrong = await model.CheckAsync(store);
        Assert.True(wrong.Length == 0, wrong);

        // The script must have gone through everything: segments made, sealed, moved out of and deleted.
        Assert.Contains(rig.Files.List(WalRig.Folder), n => n.EndsWith(".wal", StringComparison.Ordinal) && n != WalFolder.NameOf(1, ".wal"));
        Assert.DoesNotContain(WalFolder.NameOf(1, ".wal"), rig.Files.List(WalRig.Folder));
        return steps;
    }

    private static async Task CrashAsync(int step, string subset, int secondStep = 0)
    {
        string where = $"step {step}, {subset} of what was not synced, recovery step {secondStep}";
        var rig = new WalRig();
        var model = new WalModel();
        StopAt(rig, step);
        try
        {
            WalEventStore store = rig.Open();
            await model.RunAsync(store, Script);
        }
        catch (EventStoreException)
        {
            // It stopped while the journal was made.
        }

        Crash(rig, subset);
        if (secondStep > 0)
        {
            StopAt(rig, secondStep);
            try
            {
                rig.Open();
            }
            catch (EventStoreException)
            {
                // It stopped again, in the middle of recovery.
            }

            Crash(rig, "2");
        }

        await CheckAsync(rig, model, where);
    }

    private static async Task CheckAsync(WalRig rig, WalModel model, string where)
    {
        using (WalEventStore store = OpenOrFail(rig, where))
        {
            string wrong = await model.CheckAsync(store);
            Assert.True(wrong.Length == 0, $"{where}: {wrong}");
            await model.AdoptAsync(store);
            Assert.Null(await model.RunAsync(store, 10));
        }

        rig.Files.Crash(() => false);
        using WalEventStore again = OpenOrFail(rig, where);
        string later = await model.CheckAsync(again);
        Assert.True(later.Length == 0, $"{where}, after ten more and another crash: {later}");
    }

    private static WalEventStore OpenOrFail(WalRig rig, string where)
    {
        try
        {
            return rig.Open();
        }
        catch (EventStoreException e)
        {
            throw new InvalidOperationException($"{where}: {e.Message}", e);
        }
    }

    private static void StopAt(WalRig rig, int step)
    {
        int steps = 0;
        rig.Files.OnStep = (_, kind) => Stop(kind != FileStep.Read && ++steps >= step);
    }

    private static void Stop(bool now)
    {
        if (now)
            throw new FileFaultException(EventStoreFault.Disk, "the machine stops");
    }

    private static void Crash(WalRig rig, string subset)
    {
        rig.Files.OnStep = null;
        Random? random = int.TryParse(subset, out int seed) ? new Random(seed) : null;
        rig.Files.Crash(() => random is null ? subset == "all" : random.Next(2) == 0);
    }
}
