using Akka.Actor;

namespace Engine.Conformance.Actors;

public sealed class AroundSpec() : ActorsSpec
{
    [Fact]
    public void A_layer_may_stand_around_every_call()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Layered(TestActor)));
        actor.Tell("hello");
        actor.Tell("fail");
        actor.Tell(PoisonPill.Instance);

        Assert.Equal(
            [
                "around pre-start", "pre-start",
                "around receive hello", "receive hello",
                "around receive fail", "receive fail",
                "around pre-restart", "pre-restart",
                "around post-restart", "post-restart",
                "around post-stop", "post-stop",
            ],
            ReceiveN(12).Cast<string>());
    }

    private sealed class Layered(IActorRef target) : UntypedActor
    {
        public override void AroundPreStart() => Around("pre-start", base.AroundPreStart);

        public override void AroundPostStop() => Around("post-stop", base.AroundPostStop);

        public override void AroundPreRestart(Exception cause, object message) =>
            Around("pre-restart", () => base.AroundPreRestart(cause, message));

        public override void AroundPostRestart(Exception cause, object message) =>
            Around("post-restart", () => base.AroundPostRestart(cause, message));

        protected override bool AroundReceive(Receive receive, object message)
        {
            target.Tell($"around receive {message}");
            return base.AroundReceive(receive, message);
        }

        protected override void PreStart() => target.Tell("pre-start");

        protected override void PostStop() => target.Tell("post-stop");

        protected override void PreRestart(Exception reason, object message) => target.Tell("pre-restart");

        protected override void PostRestart(Exception reason) => target.Tell("post-restart");

        protected override void OnReceive(object message)
        {
            target.Tell($"receive {message}");
            if (message is "fail")
                throw new InvalidOperationException("on purpose");
        }

        private void Around(string name, Action call)
        {
            target.Tell($"around {name}");
            call();
        }
    }
}
