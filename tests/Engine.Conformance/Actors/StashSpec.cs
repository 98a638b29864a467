using Akka.Actor;
using Akka.Event;

namespace Engine.Conformance.Actors;

public sealed class StashSpec : ActorsSpec
{
    [Fact]
    public void Stashed_messages_come_back_in_order_before_later_ones()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Door(TestActor)));
        actor.Tell(1);
        actor.Tell(2);
        actor.Tell("open");
        actor.Tell(3);

        ExpectMsg("opened with 2");
        ExpectMsg(1);
        ExpectMsg(2);
        ExpectMsg(3);
    }

    [Fact]
    public void Unstash_gives_back_one_at_a_time()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Door(TestActor)));
        actor.Tell(1);
        actor.Tell(2);
        actor.Tell("open one");
        ExpectMsg(1);
        actor.Tell("marker");

        ExpectMsg("marker");
    }

    [Fact]
    public void The_same_message_cannot_be_stashed_twice()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Door(TestActor)));
        actor.Tell("twice");

        ExpectMsg<IllegalActorStateException>();
    }

    [Fact]
    public void A_stashed_message_keeps_its_sender()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Door(TestActor)));
        var probe = CreateTestProbe();
        actor.Tell("who", probe.Ref);
        actor.Tell("open");

        probe.ExpectMsg("you");
    }

    [Fact]
    public void Stashed_messages_survive_a_restart()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Door(TestActor)));
        actor.Tell(1);
        actor.Tell("fail");
        actor.Tell("open");

        ExpectMsg("opened with 1");
        ExpectMsg(1);
    }

    [Fact]
    public void What_is_stashed_at_the_end_becomes_dead_letters()
    {
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe(probe.Ref, typeof(DeadLetter));
        var actor = Sys.ActorOf(Props.Create(() => new Door(TestActor)));
        actor.Tell(1);
        actor.Tell(PoisonPill.Instance);

        probe.FishForMessage<DeadLetter>(d => d.Message is 1);
    }

    [Fact]
    public void A_bounded_stash_refuses_more_than_its_capacity()
    {
        var actor = Sys.ActorOf(Props.Create(() => new SmallDoor(TestActor)).WithStashCapacity(2));
        actor.Tell(1);
        actor.Tell(2);
        actor.Tell(3);

        ExpectMsg("1 of 2");
        ExpectMsg("2 of 2, full");
        ExpectMsg<StashOverflowException>();
    }

    [Fact]
    public void ClearStash_and_Prepend_move_messages_by_hand()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Door(TestActor)));
        actor.Tell(1);
        actor.Tell(2);
        actor.Tell("turn round");
        actor.Tell("open");

        ExpectMsg("opened with 2");
        ExpectMsg(2);
        ExpectMsg(1);
    }

    [Fact]
    public void UnstashAll_may_be_given_a_filter()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Door(TestActor)));
        for (int i = 1; i <= 4; i++)
            actor.Tell(i);
        actor.Tell("open for even");

        ExpectMsg(2);
        ExpectMsg(4);
    }

    private sealed class Door(IActorRef log) : UntypedActor, IWithUnboundedStash
    {
        public IStash Stash { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "open":
                    log.Tell($"opened with {Stash.Count}");
                    Become(Open);
                    Stash.UnstashAll();
                    break;
                case "open one":
                    Become(Open);
                    Stash.Unstash();
                    break;
                case "open for even":
                    Become(Open);
                    Stash.UnstashAll(e => e.Message is int n && n % 2 == 0);
                    break;
                case "turn round":
                    Stash.Prepend(Stash.ClearStash().Reverse());
                    break;
                case "twice":
                    Twice();
                    break;
                case "fail":
                    throw new Known("on purpose");
                default:
                    Stash.Stash();
                    break;
            }
        }

        private void Open(object message)
        {
            if (message is "who")
                Sender.Tell("you");
            else
                log.Tell(message);
        }

        private void Twice()
        {
            Stash.Stash();
            try
            {
                Stash.Stash();
            }
            catch (IllegalActorStateException e)
            {
                log.Tell(e);
            }

            Stash.ClearStash();
        }
    }

    private sealed class SmallDoor(IActorRef log) : UntypedActorWithStash
    {
        protected override void OnReceive(object message)
        {
            try
            {
                Stash.Stash();
                log.Tell($"{Stash.Count} of {Stash.Capacity}{(Stash.IsFull ? ", full" : "")}");
            }
            catch (StashOverflowException e)
            {
                log.Tell(e);
            }
        }
    }
}
