using Akka.Actor;

namespace Engine.Conformance.Actors;

public sealed class DeathWatchSpec : ActorsSpec
{
    [Fact]
    public void A_watcher_is_told_once_when_an_actor_stops()
    {
        var actor = Echo();
        Watch(actor);
        Watch(actor);
        Sys.Stop(actor);

        var terminated = ExpectTerminated(actor);
        Assert.True(terminated.ExistenceConfirmed);
        Assert.False(terminated.AddressTerminated);
        TestActor.Tell("nothing in between");
        ExpectMsg("nothing in between");
    }

    [Fact]
    public void Every_watcher_is_told()
    {
        var (first, second) = (CreateTestProbe(), CreateTestProbe());
        var actor = Echo();
        first.Watch(actor);
        second.Watch(actor);
        actor.Tell(PoisonPill.Instance);

        first.ExpectTerminated(actor);
        second.ExpectTerminated(actor);
    }

    [Fact]
    public void Who_watches_an_actor_that_is_gone_already_is_told_too()
    {
        var actor = Echo();
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
        var late = CreateTestProbe();
        late.Watch(actor);

        late.ExpectTerminated(actor);
    }

    [Fact]
    public void Who_stops_watching_is_not_told()
    {
        var actor = Echo();
        var other = CreateTestProbe();
        other.Watch(actor);
        Watch(actor);
        Unwatch(actor);
        Sys.Stop(actor);

        other.ExpectTerminated(actor);
        TestActor.Tell("marker");
        ExpectMsg("marker");
    }

    [Fact]
    public void The_notice_comes_after_what_the_dead_actor_had_sent()
    {
        var talker = Scripted((_, c) =>
        {
            for (int i = 0; i < 100; i++)
                TestActor.Tell(i);
            c.Stop(c.Self);
        });
        Watch(talker);
        talker.Tell("go");
        for (int i = 0; i < 100; i++)
            ExpectMsg(i);

        ExpectTerminated(talker);
    }

    [Fact]
    public void Who_begins_to_watch_while_an_actor_stops_is_told_exactly_once()
    {
        const int Count = 300;
        var watcher = Sys.ActorOf(Props.Create(() => new Undertaker(Count, TestActor)));
        var victims = Enumerable.Range(0, Count).Select(_ => Echo()).ToArray();
        Parallel.ForEach(victims, victim =>
        {
            Sys.Stop(victim);
            watcher.Tell(victim, ActorRefs.NoSender);
        });

        ExpectMsg("all buried", Soon);
    }

    [Fact]
    public void An_unhandled_notice_is_a_death_pact()
    {
        var victim = Echo();
        var faithful = Scripted((m, c) =>
        {
            if (m is IActorRef subject)
            {
                c.Watch(subject);
                c.Sender.Tell("watching");
            }
        });
        var pact = Sys.ActorOf(Props.Create(() => new Faithful()));
        Watch(pact);
        faithful.Tell(victim, TestActor);
        ExpectMsg("watching");
        pact.Tell(victim, TestActor);
        ExpectMsg("watching");
        Sys.Stop(victim);

        ExpectTerminated(pact);
        faithful.Tell(new Identify(1), TestActor);
        Assert.Equal(faithful, ExpectMsg<ActorIdentity>().Subject);
    }

    [Fact]
    public void WatchWith_sends_the_message_that_was_asked_for()
    {
        var victim = Echo();
        var watcher = Scripted((m, c) =>
        {
            if (m is IActorRef subject)
                c.WatchWith(subject, "it is gone");
            else
                TestActor.Tell(m);
        });
        watcher.Tell(victim);
        watcher.Tell("watching");
        ExpectMsg("watching");
        Sys.Stop(victim);

        ExpectMsg("it is gone");
    }

    [Fact]
    public void A_restart_is_no_death()
    {
        var actor = Scripted((m, c) =>
        {
            if (m is "fail")
                throw new Known("on purpose");
            c.Sender.Tell(m);
        });
        Watch(actor);
        actor.Tell("fail");
        actor.Tell("alive", TestActor);

        ExpectMsg("alive");
    }

    [Fact]
    public void A_parent_may_watch_its_child()
    {
        var parent = Scripted((m, c) =>
        {
            if (m is "begin")
            {
                var child = c.ActorOf(Props.Create(() => new ScriptedActor(ScriptedActor.Silence)), "child");
                c.Watch(child);
                c.Stop(child);
            }
            else if (m is Terminated terminated)
            {
                TestActor.Tell($"{terminated.ActorRef.Path.Name} {c.GetChildren().Count()}");
            }
        });
        parent.Tell("begin");

        ExpectMsg("child 0");
    }

    [Fact]
    public void Watching_twice_with_different_messages_keeps_the_first()
    {
        var (one, two) = (Echo("one"), Echo("two"));
        var watcher = Scripted((m, c) =>
        {
            if (m is "go")
            {
                c.Watch(one);
                c.WatchWith(one, "late");
                c.WatchWith(two, "first");
                c.WatchWith(two, "second");
                c.Watch(two);
                c.Stop(one);
            }
            else
            {
                TestActor.Tell(m is Terminated ? "terminated" : m);
                c.Stop(two);
            }
        });
        watcher.Tell("go");

        ExpectMsg("terminated");
        ExpectMsg("first");
    }

    private sealed class Undertaker : ReceiveActor
    {
        private readonly HashSet<IActorRef> _buried = [];

        public Undertaker(int count, IActorRef log)
        {
            Receive<IActorRef>(subject => Context.Watch(subject));
            Receive<Terminated>(t =>
            {
                if (!_buried.Add(t.ActorRef))
                    log.Tell($"{t.ActorRef} died twice");
                if (_buried.Count == count)
                    log.Tell("all buried");
            });
        }
    }

    private sealed class Faithful : ReceiveActor
    {
        public Faithful() => Receive<IActorRef>(subject =>
        {
            Context.Watch(subject);
            Sender.Tell("watching");
        });
    }
}
