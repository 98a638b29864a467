using Akka.Actor;
using Akka.Persistence;
using Xunit.Abstractions;

namespace Engine.Conformance.Persistence;

public sealed class PersistenceExtensionTests(ITestOutputHelper output) : PersistenceSpec(output)
{
    private PersistenceExtension Extension => Akka.Persistence.Persistence.Instance.Apply(Sys);

    [Fact]
    public void A_plugin_runs_once()
    {
        Assert.Equal(Extension.JournalFor("akka.persistence.journal.held"), Extension.JournalFor("akka.persistence.journal.held"));
        Assert.NotEqual(Extension.JournalFor("akka.persistence.journal.held"), Extension.JournalFor("akka.persistence.journal.failing"));
    }

    [Fact]
    public void The_empty_id_is_the_default_plugin()
    {
        Assert.Equal(Extension.JournalFor("akka.persistence.journal.inmem"), Extension.JournalFor(""));
        Assert.Equal(Extension.SnapshotStoreFor("akka.persistence.snapshot-store.inmem"), Extension.SnapshotStoreFor(null));
    }

    [Fact]
    public void A_plugin_that_is_not_configured_is_an_error() =>
        Assert.Throws<ArgumentException>(() => Extension.JournalFor("akka.persistence.journal.nowhere"));

    [Fact]
    public void An_actors_own_id_is_its_path()
    {
        IActorRef actor = Sys.ActorOf(Akka.TestKit.TestActors.BlackHoleActor.Props, "hole");
        Assert.Equal("/user/hole", Extension.PersistenceId(actor));
    }

    [Fact]
    public void Actors_with_different_journals_do_not_see_each_others_events()
    {
        PersistTexts("x1", "a");
        Start("x1", (a, _) => a.Report("[" + string.Join(",", a.State) + "]"), a => a.JournalPlugin = "akka.persistence.journal.failing").Tell("state");
        ExpectMsg("[]");
    }

    [Fact]
    public void Event_adapters_change_events_on_their_way_in_and_out()
    {
        static void Use(Script a) => a.JournalPlugin = "akka.persistence.journal.adapted";
        IActorRef actor = StartPersisting("x2", Use);
        foreach (string text in (string[])["plain", "drop", "twice", "last"])
        {
            actor.Tell(text);
            ExpectMsg("event " + text);
        }

        Stop(actor);
        Start("x2", (a, _) => a.Report(string.Join(",", a.State)), Use).Tell("state");
        ExpectMsg("PLAIN,TWICE-upper,TWICE,LAST");
    }
}
