using Akka.Actor;

namespace Engine.Conformance.Actors;

public sealed class TypedHandlersSpec : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void Asynchronous_handlers_may_name_their_type_at_run_time()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Typed()));

        actor.Tell(1);
        ExpectMsg("small 1");
        actor.Tell(100);
        ExpectMsg("large 100");
        actor.Tell("text");
        ExpectMsg("text");
    }

    [Fact]
    public void Behaviours_are_stacked()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Stacked()));

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
        var actor = Sys.ActorOf(Props.Create(() => new UntypedStacked()));

        actor.Tell("push");
        actor.Tell("x");
        ExpectMsg("top x");
        actor.Tell("pop");
        actor.Tell("x");
        ExpectMsg("bottom x");
    }

    [Fact]
    public void A_receive_timeout_is_seen_and_taken_back()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Timed()));

        actor.Tell("set");
        ExpectMsg(TimeSpan.FromMinutes(1));
        actor.Tell("unset");
        ExpectMsg("none");
    }

    private sealed class Typed : ReceiveActor
    {
        public Typed()
        {
            ReceiveAsync(typeof(int), Answer("small"), m => (int)m < 10);
            ReceiveAsync(typeof(int), m => (int)m >= 10, Answer("large"));
            ReceiveAnyAsync(async m =>
            {
                await Task.Yield();
                Sender.Tell(m);
            });
        }

        private Func<object, Task> Answer(string kind) => async message =>
        {
            await Task.Yield();
            Sender.Tell($"{kind} {message}");
        };
    }

    private sealed class Stacked : ReceiveActor
    {
        public Stacked()
        {
            Receive<string>(text => text == "push", _ => BecomeStacked(Top));
            Receive<string>(text => Sender.Tell($"bottom {text}"));
        }

        private void Top()
        {
            Receive<string>(text => text == "pop", _ => UnbecomeStacked());
            Receive<string>(text => Sender.Tell($"top {text}"));
        }
    }

    private sealed class UntypedStacked : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is "push")
                Context.BecomeStacked(Top);
            else
                Sender.Tell($"bottom {message}");
        }

        private void Top(object message)
        {
            if (message is "pop")
                Context.UnbecomeStacked();
            else
                Sender.Tell($"top {message}");
        }
    }

    private sealed class Timed : ReceiveActor
    {
        public Timed()
        {
            Receive<string>(text => text == "set", _ =>
            {
                Context.SetReceiveTimeout(TimeSpan.FromMinutes(1));
                Sender.Tell(Context.ReceiveTimeout!.Value);
            });
            ReceiveAny(_ =>
            {
                Context.SetReceiveTimeout(null);
                Sender.Tell(Context.ReceiveTimeout is null ? "none" : "still there");
            });
        }
    }
}
