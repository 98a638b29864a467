using Akka.Actor;
using Xunit.Abstractions;

namespace Engine.Conformance.Persistence;

/// <summary>Persist and PersistAll: handlers before the next command.</summary>
public sealed class PersistTests(ITestOutputHelper output) : PersistenceSpec(output)
{
    [Fact]
    public void The_handler_runs_after_the_command_and_before_the_next_one()
    {
        IActorRef actor = Start("p1", (a, m) =>
        {
            a.Report("command " + m);
            a.Persist(m, e => a.Report("event " + e));
            a.Report("end of " + m);
        });
        actor.Tell("a");
        actor.Tell("b");
        actor.Tell("c");
        ExpectTexts("command a", "end of a", "event a", "command b", "end of b", "event b", "command c", "end of c", "event c");
    }

    [Fact]
    public void Handlers_of_several_persists_run_in_order_before_the_next_command()
    {
        IActorRef actor = Start("p2", (a, m) =>
        {
            a.Report("command " + m);
            a.Persist(m + "1", e => a.Report(e));
            a.Persist(m + "2", e => a.Report(e));
            a.Persist(m + "3", e => a.Report(e));
        });
        actor.Tell("a");
        actor.Tell("b");
        ExpectTexts("command a", "a1", "a2", "a3", "command b", "b1", "b2", "b3");
    }

    [Fact]
    public void PersistAll_calls_the_handler_for_each_event_in_order()
    {
        IActorRef actor = Start("p3", (a, m) =>
        {
            a.Report("command " + m);
            a.PersistAll([m + "1", m + "2", m + "3"], e => a.Report(e + " " + a.LastSequenceNr));
        });
        actor.Tell("a");
        actor.Tell("b");
        ExpectTexts("command a", "a1 1", "a2 2", "a3 3", "command b", "b1 4", "b2 5", "b3 6");
    }

    [Fact]
    public void PersistAll_of_nothing_lets_the_next_command_come()
    {
        IActorRef actor = Start("p4", (a, m) =>
        {
            a.Report("command " + m);
            a.PersistAll(Array.Empty<string>(), e => a.Report(e));
        });
        actor.Tell("a");
        actor.Tell("b");
        ExpectTexts("command a", "command b");
    }

    [Fact]
    public void A_handler_may_persist_and_its_handler_runs_before_the_next_command()
    {
        IActorRef actor = Start("p5", (a, m) =>
        {
            a.Report("command " + m);
            a.Persist(m + "-outer", outer =>
            {
                a.Report(outer);
                a.Persist(m + "-inner", inner => a.Report(inner));
            });
        });
        actor.Tell("a");
        actor.Tell("b");
        ExpectTexts("command a", "a-outer", "a-inner", "command b", "b-outer", "b-inner");
    }

    [Fact]
    public void The_sender_in_a_handler_is_the_sender_of_the_command()
    {
        IActorRef actor = Start("p6", (a, m) => a.PersistAll([m + "1", m + "2"], e => a.From.Tell("to you: " + e)));
        var first = CreateTestProbe();
        var second = CreateTestProbe();
        actor.Tell("a", first);
        actor.Tell("b", second);
        first.ExpectMsg("to you: a1");
        first.ExpectMsg("to you: a2");
        second.ExpectMsg("to you: b1");
        second.ExpectMsg("to you: b2");
    }

    [Fact]
    public void Sequence_numbers_count_from_one()
    {
        IActorRef actor = Start("p7", (a, m) =>
        {
            a.Report("before " + a.LastSequenceNr);
            a.Persist(m, e => a.Report("after " + a.LastSequenceNr));
        });
        actor.Tell("a");
        actor.Tell("b");
        ExpectTexts("before 0", "after 1", "before 1", "after 2");
    }

    [Fact]
    public void A_handler_that_throws_restarts_the_actor_and_its_event_is_recovered()
    {
        IActorRef actor = Start("p8", (a, m) =>
        {
            if (m is "state")
                a.Report(string.Join(",", a.State));
            else
                a.Persist((string)m, e => throw new InvalidOperationException("handler of " + e));
        });
        actor.Tell("a");
        ExpectMsg("recovered");
        actor.Tell("state");
        ExpectMsg("a");
    }

    [Fact]
    public void What_waited_for_a_handler_is_handled_after_a_restart()
    {
        IActorRef actor = Start("p9", (a, m) =>
        {
            a.Report("command " + m);
            if (m is "boom")
                a.Persist((string)m, _ => throw new InvalidOperationException("boom"));
        });
        actor.Tell("boom");
        actor.Tell("b");
        actor.Tell("c");
        ExpectTexts("command boom", "recovered", "command b", "command c");
    }

    [Fact]
    public void No_handler_runs_after_one_that_stopped_the_actor()
    {
        IActorRef actor = Start("p10", (a, m) => a.PersistAll(["1", "2", "3"], e =>
        {
            a.Report(e);
            a.Inside.Stop(a.Myself);
        }));
        Watch(actor);
        actor.Tell("go");
        ExpectMsg("1");
        ExpectTerminated(actor);
    }

    [Fact]
    public void What_was_persisted_before_a_command_failed_is_written()
    {
        IActorRef actor = Start("p11", (a, m) =>
        {
            if (m is "state")
            {
                a.Report(string.Join(",", a.State));
                return;
            }

            a.Persist((string)m, _ => { });
            throw new InvalidOperationException("after persist");
        });
        actor.Tell("a");
        ExpectMsg("recovered");
        actor.Tell("state");
        ExpectMsg("a");
    }

    [Fact]
    public void Behaviour_can_change_in_a_handler_and_takes_effect_for_waiting_commands()
    {
        IActorRef actor = Start("p12", (a, m) => a.Persist((string)m, e =>
        {
            a.Report("first " + e);
            a.Inside.Become(next =>
            {
                a.Report("changed " + next);
                return true;
            });
        }));
        actor.Tell("a");
        actor.Tell("b");
        ExpectTexts("first a", "changed b");
    }

    [Fact]
    public void A_watched_actor_that_dies_during_persist_is_reported_afterwards()
    {
        IActorRef child = Sys.ActorOf(Akka.TestKit.TestActors.BlackHoleActor.Props);
        IActorRef actor = Start("p13", (a, m) =>
        {
            switch (m)
            {
                case "watch":
                    a.Inside.Watch(child);
                    a.Report("watching");
                    break;
                case Terminated t:
                    a.Report(t.ActorRef.Equals(child) ? "gone" : "somebody else");
                    break;
                default:
                    a.Persist((string)m, _ => a.Report("persisted"));
                    break;
            }
        }, a => a.JournalPlugin = "akka.persistence.journal.held");
        IActorRef journal = Akka.Persistence.Persistence.Instance.Apply(Sys).JournalFor("akka.persistence.journal.held");
        journal.Tell("notify", TestActor);
        ExpectMsg("notifying");
        actor.Tell("watch");
        ExpectMsg("watching");
        actor.Tell("event");
        ExpectMsg("held 1");
        Watch(child);
        Sys.Stop(child);
        ExpectTerminated(child);
        journal.Tell("release");
        ExpectTexts("persisted", "gone");
    }
}
