using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Xunit.Abstractions;

namespace Engine.Conformance.Persistence;

public sealed class ReceivePersistentActorTests(ITestOutputHelper output) : PersistenceSpec(output)
{
    [Fact]
    public void The_first_handler_that_fits_gets_the_command()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Counter("rp1", TestActor)));
        ExpectMsg("recovered 0");
        actor.Tell(3);
        ExpectMsg("counted 3");
        actor.Tell(-1);
        ExpectMsg("negative");
        actor.Tell("text");
        ExpectMsg("text text");
        actor.Tell(2.5);
        ExpectMsg("any 2.5");
    }

    [Fact]
    public void Recovery_handlers_get_events_by_type()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Counter("rp2", TestActor)));
        ExpectMsg("recovered 0");
        actor.Tell(3);
        ExpectMsg("counted 3");
        actor.Tell(4);
        ExpectMsg("counted 7");
        Stop(actor);
        Sys.ActorOf(Props.Create(() => new Counter("rp2", TestActor)));
        ExpectMsg("recovered 7");
    }

    [Fact]
    public void An_asynchronous_command_may_persist_and_holds_the_next_command()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Asynchronous("rp3", TestActor)));
        var done = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        actor.Tell(done);
        actor.Tell("next");
        ExpectMsg("waiting");
        done.SetResult("result");
        ExpectTexts("persisting", "event result", "command next");
    }

    [Fact]
    public void An_asynchronous_command_that_ends_at_once_persists_alike()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Asynchronous("rp4", TestActor)));
        var done = new TaskCompletionSource<string>();
        done.SetResult("at once");
        actor.Tell(done);
        actor.Tell("next");
        ExpectTexts("waiting", "persisting", "event at once", "command next");
    }

    [Fact]
    public void A_failing_asynchronous_command_restarts_the_actor()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Asynchronous("rp5", TestActor)));
        var done = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        actor.Tell(done);
        ExpectMsg("waiting");
        actor.Tell("next");
        done.SetException(new InvalidOperationException("no result"));
        ExpectTexts("restarting no result", "command next");
    }

    [Fact]
    public void Become_changes_the_command_handlers()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Switch("rp6", TestActor)));
        actor.Tell("x");
        ExpectMsg("off x");
        actor.Tell(1);
        actor.Tell("x");
        ExpectTexts("switched", "on x");
    }

    [Fact]
    public void A_command_without_handler_is_unhandled()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Switch("rp7", TestActor)));
        actor.Tell(2.5);
        Assert.Equal(2.5, ExpectMsg<UnhandledMessage>().Message);
    }

    [Fact]
    public void Handlers_cannot_be_added_later()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Latecomer("rp8", TestActor)));
        actor.Tell("add");
        ExpectMsg("InvalidOperationException");
    }

    private sealed class Counter : ReceivePersistentActor
    {
        private int _sum;

        public Counter(string id, IActorRef probe)
        {
            PersistenceId = id;
            Recover<int>(i => _sum += i);
            Recover<RecoveryCompleted>(_ => probe.Tell("recovered " + _sum));
            Command<int>(i => i >= 0, i => Persist(i, e =>
            {
                _sum += e;
                probe.Tell("counted " + _sum);
            }));
            Command<int>(_ => probe.Tell("negative"));
            Command<string>(s => probe.Tell("text " + s));
            CommandAny(o => probe.Tell(FormattableString.Invariant($"any {o}")));
        }

        public override string PersistenceId { get; }
    }

    private sealed class Asynchronous : ReceivePersistentActor
    {
        private readonly IActorRef _probe;

        public Asynchronous(string id, IActorRef probe)
        {
            PersistenceId = id;
            _probe = probe;
            RecoverAny(_ => { });
            CommandAsync<TaskCompletionSource<string>>(async done =>
            {
                probe.Tell("waiting");
                string result = await done.Task;
                probe.Tell("persisting");
                Persist(result, e => probe.Tell("event " + e));
            });
            Command<string>(s => probe.Tell("command " + s));
        }

        public override string PersistenceId { get; }

        protected override void PreRestart(Exception reason, object message)
        {
            // A failure may come as it is or inside an AggregateException.
            _probe.Tell("restarting " + reason.GetBaseException().Message);
            base.PreRestart(reason, message);
        }
    }

    private sealed class Switch : ReceivePersistentActor
    {
        public Switch(string id, IActorRef probe)
        {
            PersistenceId = id;
            Command<string>(s => probe.Tell("off " + s));
            Command<int>(b => Persist(b, _ =>
            {
                Become(() => Command<string>(s => probe.Tell("on " + s)));
                probe.Tell("switched");
            }));
        }

        public override string PersistenceId { get; }
    }

    private sealed class Latecomer : ReceivePersistentActor
    {
        public Latecomer(string id, IActorRef probe)
        {
            PersistenceId = id;
            Command<string>(_ =>
            {
                Exception? error = Record.Exception(() => Command<int>(_ => { }));
                probe.Tell(error?.GetType().Name ?? "none");
            });
        }

        public override string PersistenceId { get; }
    }
}
