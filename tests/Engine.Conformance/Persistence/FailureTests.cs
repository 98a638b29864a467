using Akka.Actor;
using Akka.Persistence;
using Xunit.Abstractions;

namespace Engine.Conformance.Persistence;

/// <summary>What happens when the journal fails a write, rejects it, or cannot delete.</summary>
public sealed class FailureTests(ITestOutputHelper output) : PersistenceSpec(output)
{
    [Fact]
    public void A_failed_write_is_told_and_ends_the_actor()
    {
        IActorRef actor = StartFailing("f1");
        actor.Tell("a");
        ExpectMsg("event a");
        Watch(actor);
        actor.Tell("fail");
        ExpectMsg("failure fail 2 disk on fire");
        ExpectTerminated(actor);
    }

    [Fact]
    public void A_failed_write_of_several_events_is_told_once()
    {
        IActorRef actor = StartFailing("f2");
        Watch(actor);
        actor.Tell("all");
        ExpectMsg("failure 1 1 disk on fire");
        ExpectTerminated(actor);
    }

    [Fact]
    public void A_failed_asynchronous_write_ends_the_actor()
    {
        IActorRef actor = Start("f3", (a, m) => a.PersistAsync((string)m, e => a.Report("event " + e)), UseFailing);
        Watch(actor);
        actor.Tell("fail");
        ExpectMsg("failure fail 1 disk on fire");
        ExpectTerminated(actor);
    }

    [Fact]
    public void What_was_written_before_a_failure_is_recovered()
    {
        IActorRef actor = StartFailing("f4");
        actor.Tell("a");
        ExpectMsg("event a");
        Watch(actor);
        actor.Tell("fail");
        ExpectMsg("failure fail 2 disk on fire");
        ExpectTerminated(actor);
        Start("f4", (a, _) => a.Report(string.Join(",", a.State)), UseFailing).Tell("state");
        ExpectMsg("a");
    }

    [Fact]
    public void A_rejected_event_is_told_its_handler_is_not_called_and_the_actor_goes_on()
    {
        IActorRef actor = StartFailing("f5");
        actor.Tell("a");
        actor.Tell("reject");
        actor.Tell("b");
        ExpectTexts("event a", "rejected reject 2 not like this", "event b");
        Stop(actor);
        Start("f5", (a, _) => a.Report(string.Join(",", a.State)), UseFailing).Tell("state");
        ExpectMsg("a,b");
    }

    [Fact]
    public void An_atomic_write_is_rejected_whole()
    {
        IActorRef actor = Start("f6", (a, m) => a.PersistAll(["1", "reject", "3"], e => a.Report("event " + e)), UseFailing);
        actor.Tell("go");
        ExpectTexts("rejected 1 1 not like this", "rejected reject 2 not like this", "rejected 3 3 not like this");
    }

    [Fact]
    public void A_failed_deletion_comes_as_a_message()
    {
        IActorRef actor = StartDeleting("f7", UseFailing);
        actor.Tell("a");
        ExpectMsg("event a");
        actor.Tell(1L);
        DeleteMessagesFailure failure = ExpectMsg<DeleteMessagesFailure>();
        Assert.Equal("cannot delete", failure.Cause.Message);
        Assert.Equal(1, failure.ToSequenceNr);
    }

    [Fact]
    public void Deleting_past_the_last_event_fails()
    {
        IActorRef actor = StartDeleting("f8");
        actor.Tell("a");
        ExpectMsg("event a");
        actor.Tell(2L);
        Assert.Equal(2, ExpectMsg<DeleteMessagesFailure>().ToSequenceNr);
    }

    [Fact]
    public void Deleted_events_are_not_replayed_and_numbers_go_on()
    {
        IActorRef actor = StartDeleting("f9");
        foreach (string text in (string[])["a", "b", "c"])
        {
            actor.Tell(text);
            ExpectMsg("event " + text);
        }

        actor.Tell(2L);
        ExpectMsg(new DeleteMessagesSuccess(2));
        Stop(actor);
        IActorRef again = Start("f9", (a, m) => a.Persist((string)m, e => a.Report($"{string.Join(",", a.State)} {e} {a.LastSequenceNr}")));
        again.Tell("d");
        ExpectMsg("c d 4");
    }

    [Fact]
    public void All_events_can_be_deleted_and_numbers_go_on()
    {
        IActorRef actor = StartDeleting("f10");
        foreach (string text in (string[])["a", "b"])
        {
            actor.Tell(text);
            ExpectMsg("event " + text);
        }

        actor.Tell(long.MaxValue);
        ExpectMsg(new DeleteMessagesSuccess(2));
        Stop(actor);
        IActorRef again = Start("f10", (a, m) => a.Persist((string)m, e => a.Report($"[{string.Join(",", a.State)}] {e} {a.LastSequenceNr}")));
        again.Tell("c");
        ExpectMsg("[] c 3");
    }

    private static void UseFailing(Script a) => a.JournalPlugin = "akka.persistence.journal.failing";

    private IActorRef StartFailing(string id) => Start(
        id,
        (a, m) =>
        {
            if (m is "all")
                a.PersistAll(["1", "fail", "3"], e => a.Report("event " + e));
            else
                a.Persist((string)m, e => a.Report("event " + e));
        },
        UseFailing);

    private IActorRef StartDeleting(string id, Action<Script>? configure = null) => Start(
        id,
        (a, m) =>
        {
            switch (m)
            {
                case string s:
                    a.Persist(s, e => a.Report("event " + e));
                    break;
                case long to:
                    a.DeleteMessages(to);
                    break;
                default:
                    a.Report(m);
                    break;
            }
        },
        configure);
}
