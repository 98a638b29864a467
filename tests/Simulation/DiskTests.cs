using Akka.Actor;
using Akka.Persistence;
using AkkaFederation.Engine.Persistence;
using AkkaFederation.Engine.Simulation;

namespace AkkaFederation.Simulation.Tests;

/// <summary>What was synced outlives a crash, and nothing else does.</summary>
public sealed class DiskTests
{
    private readonly SimulationLoop _loop = new(3);
    private readonly SimulatedDisk _disk = new(new Random(1)) { Sync = (TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(10)) };
    private readonly List<string> _told = [];

    [Fact]
    public void A_crash_drops_what_was_not_synced()
    {
        var (host, actor) = Begin(life: 1);
        actor.Tell("kept");
        Run(100);
        actor.Tell("lost");
        Run(5);
        host.Process.Crash();
        Run(100);
        Assert.Equal(["written kept"], _told);
        Begin(life: 2);
        Assert.Equal(["written kept", "recovered kept"], _told);
    }

    [Fact]
    public void A_write_under_way_may_be_on_the_disk_though_nobody_was_told()
    {
        _disk.LandsAtCrash = 1;
        var (host, actor) = Begin(life: 1);
        actor.Tell("landed");
        Run(5);
        host.Process.Crash();
        Begin(life: 2);
        Assert.Equal(["recovered landed"], _told);
    }

    [Fact]
    public void A_group_that_tears_keeps_its_first_writes_each_of_them_whole()
    {
        _disk.LandsAtCrash = 1;
        _disk.TearsAtCrash = 1;
        var landed = new HashSet<int>();
        for (var life = 1; life <= 60; life++)
        {
            var process = new SimulatedProcess(_loop, "disk", life);
            var store = new SimulatedEventStore(process, _disk);
            store.Append(new Write($"{life} first", _told));
            for (var i = 0; i < 4; i++) store.Append(new Write($"{life} write {i}", _told));
            Run(15);
            process.Crash();
            var kept = Enumerable.Range(0, 4).Select(i => _disk.Highest($"{life} write {i}")).ToList();
            Assert.All(kept, highest => Assert.True(highest is 0 or 2));
            Assert.Equal(kept.OrderDescending(), kept);
            landed.Add(kept.Count(highest => highest > 0));
        }

        Assert.Equal([0, 1, 2, 3, 4], landed.Order());
        Assert.All(_told, told => Assert.EndsWith("first", told, StringComparison.Ordinal));
    }

    [Fact]
    public void A_stalled_disk_tells_nobody_until_it_goes_on()
    {
        var (_, actor) = Begin(life: 1);
        _disk.Stalled = true;
        actor.Tell("late");
        Run(60_000);
        Assert.Empty(_told);
        _disk.Stalled = false;
        Run(100);
        Assert.Equal(["written late"], _told);
    }

    [Fact]
    public void A_failing_disk_says_so_and_keeps_nothing()
    {
        var (_, actor) = Begin(life: 1);
        _disk.Failing = true;
        actor.Tell("never");
        Run(100);
        Assert.Equal(["failed never"], _told);
        _disk.Failing = false;
        Begin(life: 2);
        Assert.Equal(["failed never"], _told);
    }

    private void Run(int milliseconds) => _loop.RunUntil(_loop.Now + TimeSpan.FromMilliseconds(milliseconds));

    private (SimulatedSystem Host, IActorRef Actor) Begin(int life)
    {
        var host = new SimulatedSystem(_loop, "disk", life, disk: _disk);
        var actor = host.Do(s => s.ActorOf(Props.Create(() => new Writer(_told))));
        Run(500);
        return (host, actor);
    }

    private sealed class Write(string id, List<string> told) : EventAppend(id, [Row(id, 1), Row(id, 2)])
    {
        public override void Completed(Exception? error) => told.Add(PersistenceId);

        private static EventRow Row(string id, long number) => new(id, number, 0, [1], "", 0, null, "");
    }

    private sealed class Writer(List<string> told) : UntypedPersistentActor
    {
        public override string PersistenceId => "writer";

        protected override void OnRecover(object message)
        {
            if (message is string text) told.Add("recovered " + text);
        }

        protected override void OnCommand(object message) => Persist((string)message, text => told.Add("written " + text));

        protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => told.Add("failed " + @event);
    }
}
