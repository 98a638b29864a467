using Akka.Actor;
using Akka.TestKit;

namespace Engine.Conformance.Actors;

public sealed class ReceiveTimeoutSpec() : ActorsSpec("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void Silence_is_reported_and_again_after_more_silence()
    {
        Started(Second);
        Scheduler.Advance(Second);
        ExpectMsg("timeout");
        Scheduler.Advance(Second);

        ExpectMsg("timeout");
    }

    [Fact]
    public void A_message_puts_the_timeout_off()
    {
        var actor = Started(Second);
        Scheduler.Advance(Second / 2);
        Ping(actor, "activity");
        Scheduler.Advance(Second / 2);
        Ping(actor, "activity");
        Scheduler.Advance(Second);

        ExpectMsg("timeout");
    }

    [Fact]
    public void A_message_that_does_not_count_does_not_put_it_off()
    {
        var actor = Started(Second);
        Scheduler.Advance(Second / 2);
        Ping(actor, new Quiet());
        Scheduler.Advance(Second / 2);

        ExpectMsg("timeout");
    }

    [Fact]
    public void No_timeout_means_none()
    {
        var actor = Started(Second);
        Ping(actor, "off");
        Scheduler.Advance(10 * Second);
        Ping(actor, "activity");
    }

    private IActorRef Started(TimeSpan timeout)
    {
        var log = TestActor;
        var actor = Sys.ActorOf(Props.Create(() => new Impatient(timeout, log)));
        Ping(actor, "start");
        return actor;
    }

    private void Ping(IActorRef actor, object message)
    {
        actor.Tell(message, TestActor);
        ExpectMsg(message);
    }

    private sealed record Quiet : INotInfluenceReceiveTimeout;

    private sealed class Impatient(TimeSpan timeout, IActorRef log) : UntypedActor
    {
        protected override void PreStart() => SetReceiveTimeout(timeout);

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case ReceiveTimeout:
                    log.Tell("timeout");
                    break;
                case "off":
                    SetReceiveTimeout(null);
                    Assert.Null(Context.ReceiveTimeout);
                    Sender.Tell(message);
                    break;
                default:
                    Sender.Tell(message);
                    break;
            }
        }
    }
}
