using Akka.Actor;
using Akka.Persistence;
using Xunit.Abstractions;

namespace Engine.Conformance.Persistence;

public sealed class HandlerOverloadsTests(ITestOutputHelper output) : PersistenceSpec(output)
{
    [Fact]
    public void Handlers_may_name_their_type_and_refuse_messages()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Many("ho1", TestActor)));

        actor.Tell(1);
        ExpectMsg("first 1");
        actor.Tell(2);
        ExpectMsg("second 2");
        actor.Tell(3L);
        ExpectMsg("taken 3");
        actor.Tell(4L);
        ExpectMsg("any 4");
        actor.Tell((short)5);
        ExpectMsg("typed 5");
        actor.Tell("async small");
        ExpectMsg("small");
        actor.Tell("async other");
        ExpectMsg("other");
    }

    [Fact]
    public void Recovery_handlers_may_do_so_too()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Recovering("ho2", TestActor)));
        foreach (var e in new object[] { 1, 20, 3L, 4L, "5", "six" })
            actor.Tell(e);
        ReceiveN(6);
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);

        Sys.ActorOf(Props.Create(() => new Recovering("ho2", TestActor)));

        Assert.Equal(
            ["small 1", "large 20", "three 3", "any 4", "text 5", "long text six"],
            ReceiveN(6).Cast<string>());
    }

    [Fact]
    public void Command_behaviours_are_stacked()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Stacked("ho3", TestActor)));

        actor.Tell("x");
        ExpectMsg("bottom x");
        actor.Tell("push");
        actor.Tell("x");
        ExpectMsg("top x");
        actor.Tell("pop");
        actor.Tell("x");
        ExpectMsg("bottom x");
    }

    [Fact]
    public void Untyped_behaviours_are_stacked()
    {
        var actor = Sys.ActorOf(Props.Create(() => new UntypedStacked("ho4", TestActor)));

        actor.Tell("push");
        actor.Tell("x");
        ExpectMsg("top x");
        actor.Tell("pop");
        actor.Tell("x");
        ExpectMsg("bottom x");
    }

    [Fact]
    public void A_persistent_actor_knows_its_plugins_and_snapshots()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Introspective("ho5", TestActor)));

        actor.Tell("plugins");
        ExpectMsg("|");
        actor.Tell("snapshotter");
        ExpectMsg("ho5 0");
        actor.Tell("snapshot");
        ExpectMsg<SaveSnapshotSuccess>();
        actor.Tell("load");
        Assert.Equal("state", ExpectMsg<SelectedSnapshot>().Snapshot);
    }

    private sealed class Many : ReceivePersistentActor
    {
        public Many(string id, IActorRef probe)
        {
            PersistenceId = id;
            Command<int>(i => probe.Tell($"first {i}"), i => i == 1);
            Command<int>(i => i == 2, i => probe.Tell($"second {i}"));
            Command<long>(l =>
            {
                if (l == 3)
                    probe.Tell($"taken {l}");
                return l == 3;
            });
            Command(typeof(short), o => probe.Tell($"typed {o}"), o => (short)o == 5);
            Command(typeof(short), o => (short)o == 6, o => probe.Tell($"never {o}"));
            CommandAsync(typeof(string), Answer(probe, "small"), o => o is "async small");
            CommandAsync(typeof(string), o => o is "async other", Answer(probe, "other"));
            Command((Action<object>)(o => probe.Tell($"any {o}")));
        }

        public override string PersistenceId { get; }

        private static Func<object, Task> Answer(IActorRef probe, string text) => async _ =>
        {
            await Task.Yield();
            probe.Tell(text);
        };
    }

    private sealed class Recovering : ReceivePersistentActor
    {
        public Recovering(string id, IActorRef probe)
        {
            PersistenceId = id;
            Recover<int>(i => probe.Tell($"small {i}"), i => i < 10);
            Recover<int>(i => i >= 10, i => probe.Tell($"large {i}"));
            Recover<long>(l =>
            {
                if (l == 3)
                    probe.Tell($"three {l}");
                return l == 3;
            });
            Recover(typeof(string), o => probe.Tell($"text {o}"), o => ((string)o).Length < 2);
            Recover(typeof(string), o => ((string)o).Length >= 2, o => probe.Tell($"long text {o}"));
            RecoverAny(o =>
            {
                if (o is not RecoveryCompleted)
                    probe.Tell($"any {o}");
            });
            CommandAnyAsync(async o =>
            {
                await Task.Yield();
                Persist(o, e => probe.Tell(e));
            });
        }

        public override string PersistenceId { get; }
    }

    private sealed class Stacked : ReceivePersistentActor
    {
        public Stacked(string id, IActorRef probe)
        {
            PersistenceId = id;
            Command<string>(s => s == "push", _ => BecomeStacked(() =>
            {
                Command<string>(s => s == "pop", _ => UnbecomeStacked());
                Command<string>(s => probe.Tell($"top {s}"));
            }));
            Command<string>(s => probe.Tell($"bottom {s}"));
        }

        public override string PersistenceId { get; }
    }

    private sealed class UntypedStacked(string id, IActorRef probe) : UntypedPersistentActor
    {
        public override string PersistenceId => id;

        protected override void OnRecover(object message)
        {
            // nothing is persisted
        }

        protected override void OnCommand(object message)
        {
            if (message is "push")
                BecomeStacked(Top);
            else
                probe.Tell($"bottom {message}");
        }

        private void Top(object message)
        {
            if (message is "pop")
                UnbecomeStacked();
            else
                probe.Tell($"top {message}");
        }
    }

    private sealed class Introspective(string id, IActorRef probe) : UntypedPersistentActor
    {
        public override string PersistenceId => id;

        protected override void OnRecover(object message)
        {
            // nothing to recover
        }

        protected override void OnCommand(object message)
        {
            switch (message)
            {
                case "plugins":
                    probe.Tell($"{JournalPluginId}|{SnapshotPluginId}");
                    break;
                case "snapshotter":
                    probe.Tell($"{SnapshotterId} {SnapshotSequenceNr}");
                    break;
                case "snapshot":
                    SaveSnapshot("state");
                    break;
                case "load":
                    LoadSnapshot(SnapshotterId, SnapshotSelectionCriteria.Latest, long.MaxValue);
                    break;
                case LoadSnapshotResult result:
                    probe.Tell(result.Snapshot);
                    break;
                default:
                    probe.Tell(message);
                    break;
            }
        }
    }
}
