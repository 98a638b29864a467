using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Engine.Conformance.Actors;

/// <summary>Dispatchers and mailboxes of the user's own, named in the configuration.</summary>
public sealed class CustomDispatchSpec() : ActorsSpec("""
    inline { type = "Engine.Conformance.Actors.CustomDispatchSpec+InlineConfigurator, Engine.Conformance" }
    marking { mailbox-type = "Engine.Conformance.Actors.CustomDispatchSpec+MarkingMailbox, Engine.Conformance", mark = "!" }
    small-stash { mailbox-type = "Akka.Dispatch.UnboundedDequeBasedMailbox", stash-capacity = 3 }
    """)
{
    [Fact]
    public void A_dispatcher_may_run_actors_on_the_sender_s_thread()
    {
        var actor = Sys.ActorOf(Props.Create(() => new ScriptedActor(ReportThread)).WithDispatcher("inline"));

        // Whoever starts the actor may still be at its first messages.
        AwaitAssert(() =>
        {
            actor.Tell("where?", TestActor);
            ExpectMsg(Environment.CurrentManagedThreadId);
        });
    }

    [Fact]
    public void A_mailbox_may_bring_its_own_queue_and_settings()
    {
        var actor = Sys.ActorOf(Props.Create(() => new ScriptedActor(Reply)).WithMailbox("marking"));
        actor.Tell("message", TestActor);

        ExpectMsg("message!");
    }

    [Fact]
    public void A_mailbox_may_bound_the_stash()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Reporter()).WithMailbox("small-stash"));
        actor.Tell("capacity?", TestActor);

        ExpectMsg(3);
    }

    [Fact]
    public void An_unknown_mailbox_is_an_error()
    {
        Assert.Throws<ConfigurationException>(() => Sys.ActorOf(Props.Create(() => new Reporter()).WithMailbox("unknown")));
    }

    [Fact]
    public void The_queues_keep_order_and_put_in_front()
    {
        var queue = new UnboundedDequeMessageQueue();
        queue.Enqueue(TestActor, new Envelope(1, TestActor));
        queue.Enqueue(TestActor, new Envelope(2, TestActor));
        queue.EnqueueFirst(new Envelope(0, TestActor));

        Assert.Equal(3, queue.Count);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(queue.HasMessages);
            Assert.True(queue.TryDequeue(out var envelope));
            Assert.Equal(i, envelope.Message);
        }

        Assert.False(queue.TryDequeue(out _));
        Assert.False(queue.HasMessages);
    }

    [Fact]
    public void What_is_left_in_a_queue_can_be_moved_to_another()
    {
        var (from, to) = (new UnboundedMessageQueue(), new UnboundedMessageQueue());
        from.Enqueue(TestActor, new Envelope("left", TestActor));
        from.CleanUp(TestActor, to);

        Assert.Equal((0, 1), (from.Count, to.Count));
    }

    private static readonly Action<object, IActorContext> ReportThread = (_, c) => c.Sender.Tell(Environment.CurrentManagedThreadId);

    private static readonly Action<object, IActorContext> Reply = (m, c) => c.Sender.Tell(m);

    public sealed class InlineConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : MessageDispatcherConfigurator(config, prerequisites)
    {
        public override MessageDispatcher Dispatcher() => new Inline(this);

        private sealed class Inline : MessageDispatcher
        {
            public Inline(MessageDispatcherConfigurator configurator)
                : base(configurator) => Id = "inline";

            protected override void ExecuteTask(IRunnable run) => run.Run();

            protected override void Shutdown()
            {
            }
        }
    }

    public sealed class MarkingMailbox(Settings settings, Config config) : MailboxType(settings, config)
    {
        public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new Marking(Config.GetString("mark"));
    }

    private sealed class Marking(string mark) : IMessageQueue
    {
        private readonly UnboundedMessageQueue _inner = new();

        public bool HasMessages => _inner.HasMessages;

        public int Count => _inner.Count;

        public void Enqueue(IActorRef receiver, Envelope envelope) =>
            _inner.Enqueue(receiver, new Envelope(envelope.Message + mark, envelope.Sender));

        public bool TryDequeue(out Envelope envelope) => _inner.TryDequeue(out envelope);

        public void CleanUp(IActorRef owner, IMessageQueue deadletters) => _inner.CleanUp(owner, deadletters);
    }

    private sealed class Reporter : UntypedActorWithStash
    {
        protected override void OnReceive(object message) => Sender.Tell(Stash.Capacity);
    }
}
