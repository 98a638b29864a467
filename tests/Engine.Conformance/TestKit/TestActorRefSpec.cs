using Akka.Actor;
using Akka.TestKit;

namespace Engine.Conformance.TestKit;

public sealed class TestActorRefSpec : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void A_test_looks_into_the_actor()
    {
        var actor = ActorOfAsTestActorRef<Counter>("counter");

        actor.Tell(2);
        actor.Tell(3);

        Assert.Equal(5, actor.UnderlyingActor.Sum);
        Assert.Equal("counter", actor.Path.Name);
    }

    [Fact]
    public void A_message_is_handled_on_the_thread_of_the_test()
    {
        var actor = ActorOfAsTestActorRef(() => new Counter());

        actor.Receive(4);

        Assert.Equal(4, actor.UnderlyingActor.Sum);
        Assert.Equal(Environment.CurrentManagedThreadId, actor.UnderlyingActor.Thread);
        Assert.Throws<InvalidOperationException>(() => actor.Receive("fail"));
    }

    [Fact]
    public void The_sender_can_be_stated()
    {
        var probe = CreateTestProbe();
        var actor = ActorOfAsTestActorRef<Counter>(Props.Create<Counter>());

        actor.Tell("answer", probe.Ref);
        actor.Receive("answer", probe.Ref);
        actor.Tell("answer");

        probe.ExpectMsgFrom(actor.Ref, "answer");
        probe.ExpectMsgFrom(actor.Ref, "answer");
        ExpectMsg("answer");
    }

    [Fact]
    public void It_stands_for_the_reference()
    {
        var actor = ActorOfAsTestActorRef<Counter>();
        IActorRef reference = actor.Ref;

        Assert.True(actor == reference);
        Assert.True(reference == actor);
        Assert.False(actor != reference);
        Assert.True(actor.Equals(reference));
        Assert.Equal(reference.GetHashCode(), actor.GetHashCode());
        Watch(actor.Ref);
        Sys.Stop(actor.Ref);
        ExpectTerminated(actor.Ref);
    }

    [Fact]
    public void A_failure_restarts_it()
    {
        var actor = ActorOfAsTestActorRef<Counter>();
        var before = actor.UnderlyingActor;

        EventFilter.Exception<InvalidOperationException>().ExpectOne(() => actor.Tell("fail"));

        AwaitCondition(() => !ReferenceEquals(before, actor.UnderlyingActor));
    }

    private sealed class Counter : ReceiveActor
    {
        public Counter()
        {
            Receive<int>(number =>
            {
                Sum += number;
                Thread = Environment.CurrentManagedThreadId;
            });
            Receive<string>(text => text == "answer", text => Sender.Tell(text));
            Receive<string>(_ => throw new InvalidOperationException("on purpose"));
        }

        public int Sum { get; private set; }

        public int Thread { get; private set; }
    }
}
