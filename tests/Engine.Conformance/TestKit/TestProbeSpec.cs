using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.TestActors;

namespace Engine.Conformance.TestKit;

public sealed class TestProbeSpec : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void A_probe_sends_answers_and_forwards()
    {
        var probe = CreateTestProbe();
        var other = CreateTestProbe("other-probe");

        probe.Send(other.Ref, "question");
        other.ExpectMsgFrom(probe.Ref, "question");
        Assert.Equal(probe.Ref, other.Sender);
        other.Reply("answer");
        probe.ExpectMsgFrom(other.Ref, "answer");

        probe.Forward(TestActor);
        ExpectMsgFrom(other.Ref, "answer");
        probe.Forward(TestActor, "changed");
        ExpectMsgFrom(other.Ref, "changed");
    }

    [Fact]
    public void A_probe_is_a_reference()
    {
        var probe = CreateTestProbe("named");
        IActorRef reference = probe;

        reference.Tell("x");
        Sys.ActorSelection(probe.Ref.Path).Tell("y");

        probe.ExpectMsg("x");
        probe.ExpectMsg("y");
        Assert.Equal(probe.Ref.Path, reference.Path);
        Assert.True(probe.Equals(probe.Ref));
        Assert.Equal(probe.Ref.GetHashCode(), probe.GetHashCode());
    }

    [Fact]
    public void A_probe_can_be_watched_and_watches()
    {
        var probe = CreateTestProbe();
        var actor = Sys.ActorOf(BlackHoleActor.Props);
        Watch(probe.Ref);
        probe.Watch(actor);

        Sys.Stop(actor);
        probe.ExpectTerminated(actor);
        Sys.Stop(probe.Ref);
        ExpectTerminated(probe.Ref);
    }

    [Fact]
    public void The_implicit_sender_is_the_test_and_never_a_probe()
    {
        var probe = CreateTestProbe();

        probe.Ref.Tell("x");

        probe.ExpectMsgFrom(TestActor, "x");
    }

    [Fact]
    public void A_child_of_a_probe_sends_to_it()
    {
        var probe = CreateTestProbe();

        var child = probe.ChildActorOf(Props.Create(() => new TellsParent()), "child");
        child.Tell("x");

        probe.ExpectMsgFrom(child, "x");
        Assert.Equal(probe.Ref.Path / "child", child.Path);
    }

    [Fact]
    public async Task A_child_can_be_awaited()
    {
        var child = await ChildActorOfAsync(Props.Create(() => new TellsParent()));

        child.Tell("x");

        ExpectMsgFrom(child, "x");
    }

    [Fact]
    public async Task The_actors_of_the_test_kit_do_as_they_say()
    {
        var echo = ActorOf(EchoActor.Props(this, false));
        echo.Tell("to the test actor");
        ExpectMsg("to the test actor");

        ActorOf(ForwardActor.Props(TestActor), "forwarder").Tell("on");
        ExpectMsgFrom(TestActor, "on");

        ActorOf(SimpleEchoActor.Props()).Tell("back");
        ExpectMsg("back");

        ActorOf<BlackHoleActor>("hole").Tell("gone");
        ActorOf<BlackHoleActor>().Tell("gone");
        ActorOf(() => new TellsParent()).Tell("gone");
        ExpectNoMsg(50);
        var hole = await ActorSelection("/user/hole").ResolveOne(TimeSpan.FromSeconds(3));
        Assert.Equal("hole", hole.Path.Name);
    }

    private sealed class TellsParent : ReceiveActor
    {
        public TellsParent()
        {
            Receive<string>(text => text == "fail", _ => throw new InvalidOperationException("on purpose"));
            ReceiveAny(message => Context.Parent.Tell(message));
        }
    }
}
