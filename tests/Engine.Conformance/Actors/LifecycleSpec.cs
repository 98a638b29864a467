using Akka.Actor;

namespace Engine.Conformance.Actors;

public sealed class LifecycleSpec : ActorsSpec
{
    [Fact]
    public void PreStart_comes_before_the_first_message_and_PostStop_last()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Reporter(TestActor)));
        actor.Tell("hello");
        actor.Tell(PoisonPill.Instance);

        ExpectMsg("constructed");
        ExpectMsg("pre-start");
        ExpectMsg("hello");
        ExpectMsg("post-stop");
    }

    [Fact]
    public async Task An_actor_cannot_be_made_with_new()
    {
        var log = TestActor;

        // On a thread of its own: the TestKit lends its actor's context to the threads of tests.
        await Assert.ThrowsAsync<ActorInitializationException>(() => Task.Factory.StartNew(
            () => new Reporter(log), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
    }

    [Fact]
    public void A_poison_pill_waits_for_its_turn()
    {
        var actor = Scripted((m, _) => TestActor.Tell(m));
        actor.Tell(1);
        actor.Tell(2);
        actor.Tell(PoisonPill.Instance);
        actor.Tell(3);

        ExpectMsg(1);
        ExpectMsg(2);
        Watch(actor);
        ExpectTerminated(actor);
    }

    [Fact]
    public void Stop_ends_an_actor_after_the_message_in_hand()
    {
        var actor = Scripted((m, c) =>
        {
            c.Stop(c.Self);
            TestActor.Tell(m);
        });
        Watch(actor);
        actor.Tell("last");
        actor.Tell("too late");

        ExpectMsg("last");
        ExpectTerminated(actor);
    }

    [Fact]
    public void Children_have_stopped_before_PostStop_of_their_parent()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Family(TestActor)), "family");
        ExpectMsg("pre-start /user/family/child");
        Sys.Stop(parent);

        ExpectMsg("post-stop /user/family/child");
        ExpectMsg("post-stop /user/family");
    }

    [Fact]
    public void A_system_stops_top_level_actors()
    {
        var actor = Echo("to-be-stopped");
        Watch(actor);
        Sys.Stop(actor);

        ExpectTerminated(actor);
    }

    [Fact]
    public void A_name_is_free_again_when_its_actor_is_gone()
    {
        var first = Echo("phoenix");
        Watch(first);
        Sys.Stop(first);
        ExpectTerminated(first);

        var second = Echo("phoenix");

        Assert.Equal(first.Path, second.Path);
        Assert.NotEqual(first.Path.Uid, second.Path.Uid);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void A_constructor_that_throws_stops_the_actor()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Broken()));
        Watch(actor);

        ExpectTerminated(actor);
    }

    private sealed class Broken : UntypedActor
    {
        public Broken() => throw new InvalidOperationException("cannot be made");

        protected override void OnReceive(object message) => Unhandled(message);
    }

    private sealed class Family : UntypedActor
    {
        private readonly IActorRef _log;

        public Family(IActorRef log)
        {
            _log = log;
            Context.ActorOf(Props.Create(() => new Named(log)), "child");
        }

        protected override void PostStop() => _log.Tell("post-stop " + Self.Path.ToStringWithoutAddress());

        protected override void OnReceive(object message) => Unhandled(message);
    }

    private sealed class Named(IActorRef log) : UntypedActor
    {
        protected override void PreStart() => log.Tell("pre-start " + Self.Path.ToStringWithoutAddress());

        protected override void PostStop() => log.Tell("post-stop " + Self.Path.ToStringWithoutAddress());

        protected override void OnReceive(object message) => Unhandled(message);
    }

    private sealed class Reporter : UntypedActor
    {
        private readonly IActorRef _log;

        public Reporter(IActorRef log)
        {
            _log = log;
            log.Tell("constructed");
        }

        protected override void PreStart() => _log.Tell("pre-start");

        protected override void PostStop() => _log.Tell("post-stop");

        protected override void OnReceive(object message) => _log.Tell(message);
    }
}
