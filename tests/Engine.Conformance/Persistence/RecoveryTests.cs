using Akka.Actor;
using Akka.Persistence;
using Xunit.Abstractions;

namespace Engine.Conformance.Persistence;

public sealed class RecoveryTests(ITestOutputHelper output) : PersistenceSpec(output)
{
    [Fact]
    public void Events_are_replayed_in_order_and_then_recovery_is_completed()
    {
        PersistTexts("r1", "a", "b", "c");
        Launch("r1", (_, _) => { }, a => a.Recovering = m => a.Report(m is RecoveryCompleted ? "completed" : $"{m} {a.LastSequenceNr}"));
        ExpectTexts("a 1", "b 2", "c 3", "completed");
    }

    [Fact]
    public void A_new_id_is_completed_at_once_with_no_events()
    {
        Launch("r2", (_, _) => { }, a => a.Recovering = m => a.Report($"{m.GetType().Name} {a.LastSequenceNr}"));
        ExpectMsg("RecoveryCompleted 0");
    }

    [Fact]
    public void Commands_wait_until_recovery_is_completed()
    {
        PersistTexts("r3", "a", "b");
        IActorRef actor = Launch("r3", (a, m) => a.Report("command " + m), a => a.Recovering = m => a.Report(m is RecoveryCompleted ? "completed" : m));
        actor.Tell("1");
        actor.Tell("2");
        ExpectTexts("a", "b", "completed", "command 1", "command 2");
    }

    [Fact]
    public void An_actor_knows_whether_it_is_recovering()
    {
        PersistTexts("r4", "a");
        IActorRef actor = Launch("r4", (a, m) => a.Report($"{m} {a.IsRecovering} {a.IsRecoveryFinished}"), a => a.Recovering = m =>
            a.Report($"{(m is RecoveryCompleted ? "completed" : m)} {a.IsRecovering} {a.IsRecoveryFinished}"));
        actor.Tell("command");
        ExpectTexts("a True False", "completed False True", "command False True");
    }

    [Fact]
    public void Persisting_during_replay_is_an_error_that_ends_the_actor()
    {
        PersistTexts("r5", "a");
        IActorRef actor = Launch("r5", (_, _) => { }, a => a.Recovering = m => a.Persist("again", _ => { }));
        Watch(actor);
        Assert.StartsWith("recovery failure a Cannot persist during replay", ExpectMsg<string>(), StringComparison.Ordinal);
        ExpectTerminated(actor);
    }

    [Fact]
    public void Events_may_be_persisted_when_recovery_is_completed_and_come_before_commands()
    {
        PersistTexts("r6", "a");
        IActorRef actor = Launch("r6", (a, m) => a.Report("command " + m), a => a.Recovering = m =>
        {
            if (m is RecoveryCompleted)
                a.Persist("b", e => a.Report($"event {e} {a.LastSequenceNr}"));
        });
        actor.Tell("1");
        ExpectTexts("event b 2", "command 1");
    }

    [Fact]
    public void A_recovery_handler_that_throws_ends_the_actor()
    {
        PersistTexts("r7", "a", "b", "c");
        IActorRef actor = Launch("r7", (_, _) => { }, a => a.Recovering = m =>
        {
            if (m is "b")
                throw new InvalidOperationException("cannot apply");
            a.Report(m);
        });
        Watch(actor);
        ExpectTexts("a", "recovery failure b cannot apply");
        ExpectTerminated(actor);
    }

    [Fact]
    public void A_journal_that_cannot_be_read_ends_the_actor()
    {
        IActorRef first = StartPersisting("unreadable-r8", a => a.JournalPlugin = "akka.persistence.journal.failing");
        first.Tell("a");
        ExpectMsg("event a");
        Stop(first);
        IActorRef actor = Launch("unreadable-r8", (_, _) => { }, a => a.JournalPlugin = "akka.persistence.journal.failing");
        Watch(actor);
        ExpectMsg("recovery failure - unreadable journal");
        ExpectTerminated(actor);
    }

    [Fact]
    public void A_snapshot_store_that_cannot_be_read_ends_the_actor()
    {
        IActorRef actor = Launch("unreadable-r9", (_, _) => { }, a => a.SnapshotPlugin = "akka.persistence.snapshot-store.failing");
        Watch(actor);
        ExpectMsg("recovery failure - unreadable snapshot");
        ExpectTerminated(actor);
    }

    [Fact]
    public void Without_recovery_nothing_is_replayed_and_numbers_go_on()
    {
        PersistTexts("r10", "a", "b");
        IActorRef actor = Launch("r10", (a, m) => a.Persist((string)m, e => a.Report($"{e} {a.LastSequenceNr}")), a =>
        {
            a.Plan = Recovery.None;
            a.Recovering = m => a.Report(m is RecoveryCompleted ? "completed" : m);
        });
        actor.Tell("c");
        ExpectTexts("completed", "c 3");
    }

    [Fact]
    public void Recovery_can_end_early_and_numbers_go_on_after_the_highest()
    {
        PersistTexts("r11", "a", "b", "c");
        IActorRef actor = Launch("r11", (a, m) => a.Persist((string)m, e => a.Report($"{e} {a.LastSequenceNr}")), a =>
        {
            a.Plan = new Recovery(SnapshotSelectionCriteria.Latest, 2);
            a.Recovering = m => a.Report(m is RecoveryCompleted ? "completed" : m);
        });
        actor.Tell("d");
        ExpectTexts("a", "b", "completed", "d 4");
    }

    [Fact]
    public void Recovery_can_be_bounded_by_the_number_of_events()
    {
        PersistTexts("r12", "a", "b", "c");
        Launch("r12", (_, _) => { }, a =>
        {
            a.Plan = new Recovery(SnapshotSelectionCriteria.Latest, long.MaxValue, 1);
            a.Recovering = m => a.Report(m is RecoveryCompleted ? "completed" : m);
        });
        ExpectTexts("a", "completed");
    }

    [Fact]
    public void Every_id_has_its_own_events()
    {
        PersistTexts("r13a", "a");
        PersistTexts("r13b", "b", "c");
        Start("r13b", (a, _) => a.Report(string.Join(",", a.State))).Tell("state");
        ExpectMsg("b,c");
    }

    [Fact]
    public void An_actor_without_an_id_does_not_start()
    {
        IActorRef actor = Launch(null!, (_, _) => { });
        Watch(actor);
        ExpectTerminated(actor);
    }

    [Fact]
    public void PreStart_runs_before_the_first_event_is_replayed()
    {
        PersistTexts("r15", "a");
        Launch("r15", (_, _) => { }, a =>
        {
            a.Starting = () => a.Report("started");
            a.Recovering = m => a.Report(m is RecoveryCompleted ? "completed" : m);
        });
        ExpectTexts("started", "a", "completed");
    }
}
