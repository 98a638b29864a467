using Akka.Actor;
using Akka.Event;

namespace Engine.Conformance.Actors;

public sealed class MessagingSpec : ActorsSpec
{
    [Fact]
    public void Messages_of_a_pair_arrive_in_the_order_in_which_they_were_sent()
    {
        var actor = Scripted((m, _) => TestActor.Tell(m));
        for (int i = 0; i < 1000; i++)
            actor.Tell(i);
        for (int i = 0; i < 1000; i++)
            ExpectMsg(i);
    }

    [Fact]
    public void An_actor_sees_who_sent_and_who_it_is()
    {
        var actor = Scripted((_, c) => c.Sender.Tell(c.Self, c.Self));
        actor.Tell("who are you?", TestActor);

        ExpectMsg(actor);
        Assert.Equal(actor, LastSender);
    }

    [Fact]
    public void Without_a_sender_replies_go_to_dead_letters()
    {
        var letters = CreateTestProbe();
        Sys.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        var actor = Echo();
        actor.Tell("lost", ActorRefs.NoSender);

        Assert.Equal("lost", letters.FishForMessage<DeadLetter>(d => d.Message is "lost").Message);
    }

    [Fact]
    public void Forward_keeps_the_sender()
    {
        var last = Echo();
        var middle = Scripted((m, _) => last.Forward(m));
        middle.Tell("through the middle", TestActor);

        ExpectMsg("through the middle");
        Assert.Equal(last, LastSender);
    }

    [Fact]
    public void Null_is_not_a_message()
    {
        var actor = Echo();
        actor.Tell("started", TestActor);
        ExpectMsg("started");

        Assert.Throws<ArgumentNullException>(() => actor.Tell(null!, TestActor));
        Assert.Throws<InvalidMessageException>(() => Sys.DeadLetters.Tell(null!, TestActor));
    }

    [Fact]
    public void A_message_that_is_not_understood_is_published()
    {
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe(probe.Ref, typeof(UnhandledMessage));
        var actor = Sys.ActorOf(Props.Create(() => new Picky()));
        actor.Tell("what?", TestActor);

        var unhandled = probe.ExpectMsg<UnhandledMessage>();
        Assert.Equal("what?", unhandled.Message);
        Assert.Equal(TestActor, unhandled.Sender);
        Assert.Equal(actor, unhandled.Recipient);
    }

    [Fact]
    public void A_message_to_a_stopped_actor_is_a_dead_letter_with_its_recipient()
    {
        var actor = Echo();
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe(probe.Ref, typeof(DeadLetter));
        actor.Tell("anybody?", TestActor);

        var letter = probe.FishForMessage<DeadLetter>(d => d.Message is "anybody?");
        Assert.Equal(actor, letter.Recipient);
        Assert.Equal(TestActor, letter.Sender);
    }

    [Fact]
    public void Messages_left_in_the_mailbox_become_dead_letters()
    {
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe(probe.Ref, typeof(DeadLetter));
        var actor = Scripted((_, c) => c.Stop(c.Self));
        actor.Tell("stop");
        actor.Tell("left behind");

        probe.FishForMessage<DeadLetter>(d => d.Message is "left behind");
    }

    [Fact]
    public void While_an_actor_stops_every_message_is_handled_or_a_dead_letter()
    {
        const int Senders = 4, Each = 500;
        var tally = Sys.ActorOf(Props.Create(() => new Tally(Senders * Each, TestActor)));
        Sys.EventStream.Subscribe(tally, typeof(DeadLetter));
        var actor = Scripted((m, _) => tally.Tell(m));
        Parallel.For(0, Senders, s =>
        {
            for (int i = 0; i < Each; i++)
            {
                if (s == 0 && i == Each / 2)
                    Sys.Stop(actor);
                actor.Tell((s, i), ActorRefs.NoSender);
            }
        });

        ExpectMsg("complete", Soon);
    }

    [Fact]
    public void What_is_meant_to_be_lost_is_a_suppressed_dead_letter()
    {
        var actor = Echo();
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe(probe.Ref, typeof(SuppressedDeadLetter));
        actor.Tell(PoisonPill.Instance);

        probe.FishForMessage<SuppressedDeadLetter>(d => d.Message is PoisonPill);
    }

    [Fact]
    public void Every_actor_answers_Identify()
    {
        var actor = Scripted((_, _) => { });
        actor.Tell(new Identify("id"), TestActor);

        Assert.Equal(new ActorIdentity("id", actor), ExpectMsg<ActorIdentity>());
    }

    [Fact]
    public void The_ignoring_reference_swallows_without_dead_letters()
    {
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe(probe.Ref, typeof(AllDeadLetters));
        Sys.IgnoreRef.Tell("ignored");
        Sys.DeadLetters.Tell("seen");

        Assert.Equal("seen", probe.ExpectMsg<DeadLetter>().Message);
    }

    [Fact]
    public void Wrapped_messages_can_be_unwrapped()
    {
        var letter = new DeadLetter(new ActorSelectionMessage("core", []), TestActor, TestActor);

        Assert.Equal("core", WrappedMessage.Unwrap(letter));
    }

    private sealed class Tally(int expected, IActorRef log) : UntypedActor
    {
        private readonly HashSet<(int, int)> _seen = [];

        protected override void OnReceive(object message)
        {
            if (WrappedMessage.Unwrap(message) is not (int sender, int number))
                return;
            if (!_seen.Add((sender, number)))
                log.Tell($"{sender}/{number} came twice");
            if (_seen.Count == expected)
                log.Tell("complete");
        }
    }

    private sealed class Picky : ActorBase
    {
        protected override bool Receive(object message) => false;
    }
}
