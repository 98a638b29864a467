using Akka.Actor;

namespace Engine.Conformance.Actors;

public sealed class BecomeSpec : ActorsSpec
{
    [Fact]
    public void Become_replaces_the_behaviour()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Moody()));
        actor.Tell("ask", TestActor);
        actor.Tell("become", TestActor);
        actor.Tell("ask", TestActor);

        ExpectMsg("calm");
        ExpectMsg("angry");
    }

    [Fact]
    public void BecomeStacked_can_be_undone()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Moody()));
        actor.Tell("stack", TestActor);
        actor.Tell("ask", TestActor);
        actor.Tell("undo", TestActor);
        actor.Tell("ask", TestActor);

        ExpectMsg("angry");
        ExpectMsg("calm");
    }

    [Fact]
    public void The_first_behaviour_cannot_be_undone()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Moody()));
        actor.Tell("undo", TestActor);
        actor.Tell("undo", TestActor);
        actor.Tell("ask", TestActor);

        ExpectMsg("calm");
    }

    [Fact]
    public void A_restart_brings_the_first_behaviour_back()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Moody()));
        actor.Tell("become", TestActor);
        actor.Tell("fail", TestActor);
        actor.Tell("ask", TestActor);

        ExpectMsg("calm");
    }

    [Fact]
    public void The_context_becomes_too()
    {
        var actor = Scripted((m, c) =>
        {
            if (m is "swap")
                c.Become(inner => { c.Sender.Tell($"swapped {inner}"); return true; });
        });
        actor.Tell("swap", TestActor);
        actor.Tell("x", TestActor);

        ExpectMsg("swapped x");
    }

    private sealed class Moody : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "ask":
                    Sender.Tell("calm");
                    break;
                case "become":
                    Become(Angry);
                    break;
                case "stack":
                    BecomeStacked(Angry);
                    break;
                case "undo":
                    UnbecomeStacked();
                    break;
            }
        }

        private void Angry(object message)
        {
            switch (message)
            {
                case "ask":
                    Sender.Tell("angry");
                    break;
                case "undo":
                    UnbecomeStacked();
                    break;
                case "fail":
                    throw new InvalidOperationException("on purpose");
            }
        }
    }
}
