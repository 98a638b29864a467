using Akka.Actor;
using Akka.Persistence;
using Xunit.Abstractions;

namespace Engine.Conformance.Persistence;

public sealed class SnapshotTests(ITestOutputHelper output) : PersistenceSpec(output)
{
    private const string Failing = "akka.persistence.snapshot-store.failing";

    [Fact]
    public void A_saved_snapshot_is_offered_and_only_later_events_are_replayed()
    {
        IActorRef actor = StartSnapshotting("s1");
        Send(actor, "a", "b", "snap", "c");
        Stop(actor);
        Assert.Equal("snapshot at 2,c", Recovered("s1"));
    }

    [Fact]
    public void Success_tells_what_was_saved()
    {
        IActorRef actor = StartSnapshotting("s2");
        actor.Tell("a");
        ExpectMsg("event a");
        actor.Tell("snap");
        SaveSnapshotSuccess success = ExpectMsg<SaveSnapshotSuccess>();
        Assert.Equal("s2", success.Metadata.PersistenceId);
        Assert.Equal(1, success.Metadata.SequenceNr);
    }

    [Fact]
    public void The_newest_snapshot_is_offered()
    {
        IActorRef actor = StartSnapshotting("s3");
        Send(actor, "a", "snap", "b", "snap", "c", "d");
        Stop(actor);
        Assert.Equal("snapshot at 2,c,d", Recovered("s3"));
    }

    [Fact]
    public void Criteria_choose_an_older_snapshot()
    {
        IActorRef actor = StartSnapshotting("s4");
        Send(actor, "a", "snap", "b", "snap", "c");
        Stop(actor);
        Assert.Equal("snapshot at 1,b,c", Recovered("s4", new Recovery(new SnapshotSelectionCriteria(1))));
        Assert.Equal("a,b,c", Recovered("s4", new Recovery(SnapshotSelectionCriteria.None)));
    }

    [Fact]
    public void No_snapshot_past_the_end_of_the_recovery_is_offered()
    {
        IActorRef actor = StartSnapshotting("s5");
        Send(actor, "a", "snap", "b", "c", "snap");
        Stop(actor);
        Assert.Equal("snapshot at 1,b", Recovered("s5", new Recovery(SnapshotSelectionCriteria.Latest, 2)));
    }

    [Fact]
    public void A_snapshot_can_be_deleted_by_its_number()
    {
        IActorRef actor = StartSnapshotting("s6");
        Send(actor, "a", "snap", "b", "snap");
        actor.Tell("delete 2");
        Assert.Equal(2, ExpectMsg<DeleteSnapshotSuccess>().Metadata.SequenceNr);
        Stop(actor);
        Assert.Equal("snapshot at 1,b", Recovered("s6"));
    }

    [Fact]
    public void Snapshots_can_be_deleted_by_criteria()
    {
        IActorRef actor = StartSnapshotting("s7");
        Send(actor, "a", "snap", "b", "snap", "c", "snap");
        actor.Tell("delete to 2");
        Assert.Equal(2, ExpectMsg<DeleteSnapshotsSuccess>().Criteria.MaxSequenceNr);
        Stop(actor);
        Assert.Equal("snapshot at 3", Recovered("s7"));
        Assert.Equal("a,b,c", Recovered("s7", new Recovery(new SnapshotSelectionCriteria(2))));
    }

    [Fact]
    public void Failures_of_the_store_come_as_messages_and_the_actor_goes_on()
    {
        IActorRef actor = StartSnapshotting("s8", Failing);
        actor.Tell("a");
        ExpectMsg("event a");
        actor.Tell("snap");
        Assert.Equal("cannot save", ExpectMsg<SaveSnapshotFailure>().Cause.Message);
        actor.Tell("delete 1");
        Assert.Equal("cannot delete one", ExpectMsg<DeleteSnapshotFailure>().Cause.Message);
        actor.Tell("delete to 1");
        Assert.Equal("cannot delete many", ExpectMsg<DeleteSnapshotsFailure>().Cause.Message);
        actor.Tell("b");
        ExpectMsg("event b");
    }

    [Fact]
    public void Without_a_snapshot_store_saving_fails_and_recovery_works()
    {
        const string none = "akka.persistence.no-snapshot-store";
        IActorRef actor = StartSnapshotting("s9", none);
        actor.Tell("a");
        ExpectMsg("event a");
        actor.Tell("snap");
        ExpectMsg<SaveSnapshotFailure>();
        Stop(actor);
        Start("s9", (a, _) => a.Report(string.Join(",", a.State)), a => a.SnapshotPlugin = none).Tell("state");
        ExpectMsg("a");
    }

    [Fact]
    public void A_snapshot_and_the_deletion_of_its_events_leave_only_later_ones()
    {
        IActorRef actor = StartSnapshotting("s10");
        Send(actor, "a", "b", "snap", "c");
        actor.Tell("forget 2");
        ExpectMsg(new DeleteMessagesSuccess(2));
        Stop(actor);
        Assert.Equal("snapshot at 2,c", Recovered("s10"));
        Assert.Equal("c", Recovered("s10", new Recovery(SnapshotSelectionCriteria.None)));
    }

    private void Send(IActorRef actor, params string[] texts)
    {
        foreach (string text in texts)
        {
            actor.Tell(text);
            if (text == "snap")
                ExpectMsg<SaveSnapshotSuccess>();
            else
                ExpectMsg("event " + text);
        }
    }

    private string Recovered(string id, Recovery? plan = null)
    {
        IActorRef actor = Start(id, (a, _) => a.Report(string.Join(",", a.State)), a => a.Plan = plan ?? Recovery.Default);
        actor.Tell("state");
        string state = ExpectMsg<string>();
        Stop(actor);
        return state;
    }

    private IActorRef StartSnapshotting(string id, string plugin = "") => Start(
        id,
        (a, m) =>
        {
            switch (m)
            {
                case "snap":
                    a.SaveSnapshot("at " + a.LastSequenceNr);
                    break;
                case string s when s.StartsWith("delete to ", StringComparison.Ordinal):
                    a.DeleteSnapshots(new SnapshotSelectionCriteria(long.Parse(s[10..], null)));
                    break;
                case string s when s.StartsWith("delete ", StringComparison.Ordinal):
                    a.DeleteSnapshot(long.Parse(s[7..], null));
                    break;
                case string s when s.StartsWith("forget ", StringComparison.Ordinal):
                    a.DeleteMessages(long.Parse(s[7..], null));
                    break;
                case string s:
                    a.Persist(s, e => a.Report("event " + e));
                    break;
                default:
                    a.Report(m);
                    break;
            }
        },
        a =>
        {
            if (plugin.Length > 0)
                a.SnapshotPlugin = plugin;
        });
}
