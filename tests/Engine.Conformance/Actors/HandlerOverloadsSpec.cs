using Akka.Actor;

namespace Engine.Conformance.Actors;

public sealed class HandlerOverloadsSpec : ActorsSpec
{
    [Theory]
    [InlineData(1, "int type, odd")]
    [InlineData(2, "int type")]
    [InlineData(1L, "long predicate")]
    [InlineData(2L, "long function")]
    [InlineData(3.0, "double async")]
    [InlineData(3f, "float async predicate")]
    [InlineData("s", "string async type")]
    [InlineData('c', "char async type predicate")]
    public void Each_form_of_registration_handles(object message, string answer)
    {
        Sys.ActorOf(Props.Create(() => new Registered())).Tell(message, TestActor);

        ExpectMsg(answer);
    }

    [Fact]
    public void Stacked_handlers_can_be_taken_off()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Stacking()));
        actor.Tell("push", TestActor);
        actor.Tell("pop", TestActor);
        actor.Tell("push", TestActor);

        ExpectMsg("pushed");
        ExpectMsg("popped");
        ExpectMsg("pushed");
    }

    [Fact]
    public void Asynchronous_work_can_be_given_as_an_action()
    {
        Sys.ActorOf(Props.Create(() => new Acting())).Tell("x", TestActor);

        ExpectMsg("acted");
    }

    [Fact]
    public void An_untyped_actor_may_stack_behaviours_by_its_context()
    {
        var actor = Sys.ActorOf(Props.Create(() => new ContextStacking()));
        actor.Tell(1, TestActor);
        actor.Tell(2, TestActor);

        ExpectMsg("first 1");
        ExpectMsg("second 2");
    }

    private sealed class Registered : ReceiveActor
    {
        public Registered()
        {
            Receive(typeof(int), _ => Sender.Tell("int type, odd"), n => (int)n % 2 == 1);
            Receive(typeof(int), _ => true, _ => Sender.Tell("int type"));
            Receive<long>(n => n % 2 == 1, _ => Sender.Tell("long predicate"));
            Receive(typeof(long), n =>
            {
                Sender.Tell("long function");
                return true;
            });
            ReceiveAsync<double>(async _ => await Answer("double async"));
            ReceiveAsync<float>(f => f > 0, async _ => await Answer("float async predicate"));
            ReceiveAsync(typeof(string), async _ => await Answer("string async type"));
            ReceiveAsync(typeof(char), _ => true, async _ => await Answer("char async type predicate"));
        }

        private async Task Answer(string text)
        {
            await Task.Yield();
            Sender.Tell(text);
        }
    }

    private sealed class Stacking : ReceiveActor
    {
        public Stacking() => Receive<string>(_ =>
        {
            Sender.Tell("pushed");
            BecomeStacked(() => Receive<string>(_ =>
            {
                Sender.Tell("popped");
                UnbecomeStacked();
            }));
        });
    }

    private sealed class Acting : UntypedActor
    {
        protected override void OnReceive(object message) => RunTask(() => Sender.Tell("acted"));
    }

    private sealed class ContextStacking : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            Sender.Tell($"first {message}");
            Context.BecomeStacked(m => Sender.Tell($"second {m}"));
        }
    }
}
