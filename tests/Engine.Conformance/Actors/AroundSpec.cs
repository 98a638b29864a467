using Akka.Actor;

namespace Engine.Conformance.Actors;

/// <summary>The hooks by which a layer such as persistence stands between the cell and the actor.</summary>
public sealed class AroundSpec : ActorsSpec
{
    [Fact]
    public void Every_step_of_life_can_be_intercepted()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Layered(TestActor)));
        actor.Tell("message");
        actor.Tell("swallowed");
        actor.Tell("fail");
        actor.Tell(PoisonPill.Instance);

        ExpectMsg("around pre-start");
        ExpectMsg("around message");
        ExpectMsg("message");
        ExpectMsg("around swallowed");
        ExpectMsg("around fail");
        ExpectMsg("around pre-restart fail");
        ExpectMsg("around post-restart");
        ExpectMsg("around post-stop");
    }

    [Fact]
    public void A_stash_can_be_made_by_hand()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Keeper(TestActor)));
        actor.Tell(1);
        actor.Tell(2);
        actor.Tell("release");

        ExpectMsg(1);
        ExpectMsg(2);
    }

    private sealed class Layered(IActorRef log) : UntypedActor
    {
        public override void AroundPreStart()
        {
            log.Tell("around pre-start");
            base.AroundPreStart();
        }

        public override void AroundPreRestart(Exception cause, object message) => log.Tell($"around pre-restart {message}");

        public override void AroundPostRestart(Exception cause, object message) => log.Tell("around post-restart");

        public override void AroundPostStop() => log.Tell("around post-stop");

        protected override bool AroundReceive(Receive receive, object message)
        {
            log.Tell($"around {message}");
            return message is "swallowed" || base.AroundReceive(receive, message);
        }

        protected override void OnReceive(object message)
        {
            if (message is "fail")
                throw new Known("on purpose");
            log.Tell(message);
        }
    }

    // With two stashes: the one that the engine sets, and one of its own, as a layer has.
    private sealed class Keeper : UntypedActor, IWithUnboundedStash
    {
        private readonly IActorRef _log;
        private readonly IStash _own;
        private bool _open;

        public Keeper(IActorRef log)
        {
            _log = log;
            _own = Context.CreateStash(GetType());
        }

        public IStash Stash { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            if (message is "release")
            {
                _open = true;
                _own.UnstashAll();
            }
            else if (_open)
            {
                _log.Tell(message);
            }
            else
            {
                _own.Stash();
            }
        }
    }
}
