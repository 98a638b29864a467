using Akka.Actor;
using Akka.Event;

namespace Engine.Conformance.Actors;

public sealed class ReceiveActorSpec : ActorsSpec
{
    [Theory]
    [InlineData("text", "short text")]
    [InlineData("a longer text", "text")]
    [InlineData(7, "odd")]
    [InlineData(8, "number")]
    [InlineData(1.5, "type")]
    [InlineData('c', "any")]
    public void The_first_handler_that_fits_gets_the_message(object message, string answer)
    {
        var actor = Sys.ActorOf(Props.Create(() => new Sorter()));
        actor.Tell(message, TestActor);

        ExpectMsg(answer);
    }

    [Fact]
    public void A_handler_of_a_base_type_gets_what_derives_from_it()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Sorter()));
        actor.Tell(new ArgumentNullException("x"), TestActor);

        ExpectMsg("exception");
    }

    [Fact]
    public void Handlers_may_be_set_anew_inside_Become()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Switch()));
        actor.Tell("on", TestActor);
        actor.Tell("on", TestActor);
        actor.Tell("off", TestActor);
        actor.Tell("off", TestActor);

        ExpectMsg("switched on");
        ExpectMsg("is on");
        ExpectMsg("switched off");
        ExpectMsg("is off");
    }

    [Fact]
    public void What_no_handler_fits_is_unhandled()
    {
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe(probe.Ref, typeof(UnhandledMessage));
        var actor = Sys.ActorOf(Props.Create(() => new Switch()));
        actor.Tell(42);

        Assert.Equal(42, probe.ExpectMsg<UnhandledMessage>().Message);
    }

    [Fact]
    public void Nothing_can_follow_a_handler_of_everything()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Greedy(TestActor)));

        ExpectMsg<InvalidOperationException>();
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
    }

    [Fact]
    public void Handlers_cannot_be_added_while_a_message_is_handled()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Late()));
        actor.Tell("now", TestActor);

        ExpectMsg<InvalidOperationException>();
    }

    private sealed class Sorter : ReceiveActor
    {
        public Sorter()
        {
            Receive<string>(_ => Sender.Tell("short text"), s => s.Length < 10);
            Receive<string>(_ => Sender.Tell("text"));
            Receive<int>(n => n % 2 == 1, _ => Sender.Tell("odd"));
            Receive<int>(n =>
            {
                Sender.Tell("number");
                return true;
            });
            Receive(typeof(double), _ => Sender.Tell("type"));
            Receive<Exception>(_ => Sender.Tell("exception"));
            ReceiveAny(_ => Sender.Tell("any"));
        }
    }

    private sealed class Switch : ReceiveActor
    {
        public Switch() => Off();

        private void Off()
        {
            Receive<string>(
                _ =>
                {
                    Sender.Tell("switched on");
                    Become(On);
                },
                s => s == "on");
            Receive<string>(_ => Sender.Tell("is off"));
        }

        private void On()
        {
            Receive<string>(
                _ =>
                {
                    Sender.Tell("switched off");
                    Become(Off);
                },
                s => s == "off");
            Receive<string>(_ => Sender.Tell("is on"));
        }
    }

    private sealed class Greedy : ReceiveActor
    {
        public Greedy(IActorRef log)
        {
            ReceiveAny(_ => { });
            try
            {
                Receive<string>(_ => { });
            }
            catch (InvalidOperationException e)
            {
                log.Tell(e);
            }
        }
    }

    private sealed class Late : ReceiveActor
    {
        public Late() => Receive<string>(_ =>
        {
            try
            {
                Receive<int>(_ => { });
            }
            catch (InvalidOperationException e)
            {
                Sender.Tell(e);
            }
        });
    }
}
