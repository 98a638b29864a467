using Akka.Actor;
using Akka.Configuration;

namespace Engine.Conformance.Actors;

public sealed class DispatchSpec() : ActorsSpec("""
    pinned { type = PinnedDispatcher }
    own-threads { type = ForkJoinDispatcher, throughput = 5, dedicated-thread-pool.thread-count = 2 }
    quick { type = Dispatcher, throughput = 1 }
    """)
{
    [Fact]
    public void An_actor_handles_one_message_at_a_time()
    {
        int inside = 0, count = 0;
        var actor = Scripted((m, c) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref inside));
            count++;
            Interlocked.Decrement(ref inside);
            if (m is "total")
                c.Sender.Tell(count);
        });
        Parallel.For(0, 8, _ =>
        {
            for (int i = 0; i < 1000; i++)
                actor.Tell("x", ActorRefs.NoSender);
        });
        actor.Tell("total", TestActor);

        ExpectMsg(8001, Soon);
    }

    [Fact]
    public void Each_sender_s_messages_stay_in_order_among_many()
    {
        int[] last = new int[8];
        bool ordered = true;
        var actor = Scripted((m, c) =>
        {
            if (m is (int sender, int number))
                ordered &= last[sender]++ == number;
            else
                c.Sender.Tell(ordered && last.All(n => n == 1000));
        });
        Parallel.For(0, 8, s =>
        {
            for (int i = 0; i < 1000; i++)
                actor.Tell((s, i), ActorRefs.NoSender);
        });
        actor.Tell("ordered?", TestActor);

        ExpectMsg(true, Soon);
    }

    [Fact]
    public void A_busy_actor_lets_others_have_their_turn()
    {
        var busy = Scripted((m, c) => c.Self.Tell(m));
        for (int i = 0; i < 16; i++)
            busy.Tell("again");
        Echo().Tell("my turn", TestActor);

        ExpectMsg("my turn", Soon);
        Sys.Stop(busy);
    }

    [Theory]
    [InlineData("pinned")]
    [InlineData("own-threads")]
    [InlineData("quick")]
    [InlineData("akka.actor.default-dispatcher")]
    public void A_recipe_chooses_the_dispatcher(string dispatcher)
    {
        var action = (object m, IActorContext c) => c.Sender.Tell(c.Dispatcher.Id);
        Sys.ActorOf(Props.Create(() => new ScriptedActor(new Action<object, IActorContext>(action))).WithDispatcher(dispatcher)).Tell("x", TestActor);

        ExpectMsg(dispatcher);
    }

    [Fact]
    public void A_pinned_actor_stays_on_its_thread()
    {
        var action = new Action<object, IActorContext>((_, c) => c.Sender.Tell(Environment.CurrentManagedThreadId));
        var actor = Sys.ActorOf(Props.Create(() => new ScriptedActor(action)).WithDispatcher("pinned"));
        var threads = new HashSet<int>();
        for (int i = 0; i < 20; i++)
        {
            actor.Tell("where?", TestActor);
            threads.Add(ExpectMsg<int>());
        }

        Assert.Single(threads);
    }

    [Fact]
    public void Settings_of_a_dispatcher_are_read()
    {
        Assert.Equal(5, Sys.Dispatchers.Lookup("own-threads").Throughput);
        Assert.Equal(30, Sys.Dispatchers.DefaultGlobalDispatcher.Throughput);
        Assert.Same(Sys.Dispatchers.Lookup("quick"), Sys.Dispatchers.Lookup("quick"));
        Assert.True(Sys.Dispatchers.HasDispatcher("quick"));
        Assert.False(Sys.Dispatchers.HasDispatcher("unknown"));
    }

    [Fact]
    public void An_unknown_dispatcher_is_an_error()
    {
        Assert.Throws<ConfigurationException>(() => Sys.ActorOf(Props.Create(() => new ScriptedActor(ScriptedActor.Silence)).WithDispatcher("unknown")));
    }

    [Fact]
    public void A_dispatcher_runs_plain_work_too()
    {
        Sys.Dispatchers.DefaultGlobalDispatcher.Schedule(() => TestActor.Tell("done"));

        ExpectMsg("done");
    }
}
