using Akka.Actor;
using Xunit.Abstractions;

namespace Engine.Conformance.Persistence;

/// <summary>PersistAsync, PersistAllAsync, DeferAsync: commands go on meanwhile.</summary>
public sealed class PersistAsyncTests(ITestOutputHelper output) : PersistenceSpec(output)
{
    private const string Held = "akka.persistence.journal.held";

    private IActorRef Journal => Akka.Persistence.Persistence.Instance.Apply(Sys).JournalFor(Held);

    [Fact]
    public void Commands_go_on_while_an_event_is_written()
    {
        IActorRef actor = StartHeld("a1", (a, m) =>
        {
            a.Report("command " + m);
            a.PersistAsync(m, e => a.Report("event " + e));
        });
        actor.Tell("a");
        ExpectTexts("command a", "held 1");
        actor.Tell("b");
        actor.Tell("c");
        ExpectTexts("command b", "command c");
        Journal.Tell("release");
        ExpectMsgAllOf("event a", "held 2");
        Journal.Tell("release");
        ExpectTexts("event b", "event c");
    }

    [Fact]
    public void Commands_wait_while_a_plain_persist_is_written()
    {
        IActorRef actor = StartHeld("a2", (a, m) =>
        {
            a.Report("command " + m);
            a.Persist(m, e => a.Report("event " + e));
        });
        actor.Tell("a");
        ExpectTexts("command a", "held 1");
        actor.Tell("b");
        Journal.Tell("release");
        ExpectTexts("event a", "command b", "held 1");
        Journal.Tell("release");
        ExpectMsg("event b");
    }

    [Fact]
    public void Handlers_run_in_the_order_of_their_events()
    {
        IActorRef actor = Start("a3", (a, m) => a.PersistAsync((int)m, e => a.Report(e + " " + a.LastSequenceNr)));
        for (int i = 1; i <= 500; i++)
            actor.Tell(i);
        for (int i = 1; i <= 500; i++)
            ExpectMsg($"{i} {i}");
    }

    [Fact]
    public void PersistAllAsync_keeps_order_and_does_not_hold_commands()
    {
        IActorRef actor = StartHeld("a4", (a, m) =>
        {
            a.Report("command " + m);
            if (m is "a")
                a.PersistAllAsync(["1", "2"], e => a.Report("event " + e));
        });
        actor.Tell("a");
        ExpectTexts("command a", "held 2");
        actor.Tell("b");
        ExpectMsg("command b");
        Journal.Tell("release");
        ExpectTexts("event 1", "event 2");
    }

    [Fact]
    public void A_persist_among_asynchronous_ones_holds_commands_until_its_handler_has_run()
    {
        IActorRef actor = StartHeld("a5", (a, m) =>
        {
            a.Report("command " + m);
            if (m is not "a")
                return;
            a.PersistAsync("async", e => a.Report("event " + e));
            a.Persist("sync", e => a.Report("event " + e));
        });
        actor.Tell("a");
        actor.Tell("b");
        ExpectTexts("command a", "held 2");
        Journal.Tell("release");
        ExpectTexts("event async", "event sync", "command b");
    }

    [Fact]
    public void A_deferred_handler_runs_after_those_of_the_events_before_it()
    {
        IActorRef actor = Start("a6", (a, m) =>
        {
            a.PersistAsync(m + "1", e => a.Report("event " + e));
            a.DeferAsync(m + "-deferred", e => a.Report(e));
            a.PersistAsync(m + "2", e => a.Report("event " + e));
            a.DeferAsync(m + "-last", e => a.Report(e));
        });
        actor.Tell("a");
        actor.Tell("b");
        ExpectTexts("event a1", "a-deferred", "event a2", "a-last", "event b1", "b-deferred", "event b2", "b-last");
    }

    [Fact]
    public void A_deferred_handler_with_nothing_before_it_runs_at_once()
    {
        IActorRef actor = Start("a7", (a, m) =>
        {
            a.DeferAsync(m, e => a.Report("deferred " + e));
            a.Report("end of " + m);
        });
        actor.Tell("a");
        ExpectTexts("deferred a", "end of a");
    }

    [Fact]
    public void A_deferred_event_is_not_written()
    {
        IActorRef actor = Start("a8", (a, m) =>
        {
            a.PersistAsync("kept", e => a.Report("event " + e));
            a.DeferAsync("not kept", e => a.Report("deferred " + e + " " + a.LastSequenceNr));
        });
        actor.Tell("go");
        ExpectTexts("event kept", "deferred not kept 1");
        Stop(actor);
        Start("a8", (a, _) => a.Report(string.Join(",", a.State))).Tell("state");
        ExpectMsg("kept");
    }

    [Fact]
    public void Senders_in_asynchronous_handlers_are_those_of_their_commands()
    {
        IActorRef actor = Start("a9", (a, m) =>
        {
            a.PersistAsync(m, e => a.From.Tell("event " + e));
            a.DeferAsync(m, e => a.From.Tell("deferred " + e));
        });
        var first = CreateTestProbe();
        var second = CreateTestProbe();
        actor.Tell("a", first);
        actor.Tell("b", second);
        first.ExpectMsg("event a");
        first.ExpectMsg("deferred a");
        second.ExpectMsg("event b");
        second.ExpectMsg("deferred b");
    }

    [Fact]
    public void A_deferred_handler_inside_a_handler_runs_after_it()
    {
        IActorRef actor = Start("a10", (a, m) => a.PersistAsync((string)m, e =>
        {
            a.DeferAsync("deferred", d => a.Report(d));
            a.Report("event " + e);
        }));
        actor.Tell("a");
        ExpectTexts("event a", "deferred");
    }

    private IActorRef StartHeld(string id, Action<Script, object> onCommand)
    {
        IActorRef actor = Start(id, onCommand, a => a.JournalPlugin = Held);
        Journal.Tell("notify", TestActor);
        ExpectMsg("notifying");
        return actor;
    }
}
