using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using AkkaFederation.Engine.Persistence;
using Engine.Conformance.Persistence;
using Xunit.Abstractions;

namespace Engine.Tests.Persistence;

/// <summary>Persistent actors over a SQLite file that is bad, full or shared.</summary>
public sealed class SqlPluginTests(ITestOutputHelper output) : PersistenceSpec(output)
{
    private readonly StoreFolder _folder = new();

    [Fact]
    public void A_database_that_cannot_be_used_fails_recovery_at_once_with_its_one_line()
    {
        File.WriteAllText(_folder.Database, "this is no database, whatever its name says");
        ActorSystem system = OtherSystem();
        IActorRef actor = StartIn(system, "q1", (_, _) => { });
        Watch(actor);
        Assert.Equal($"recovery failure - {_folder.Database} is not a SQLite database; move it away or point the connection string elsewhere.", ExpectMsg<string>());
        ExpectTerminated(actor);
        Shutdown(system);
    }

    [Fact]
    public void A_program_can_ask_at_its_start_whether_the_database_can_be_used()
    {
        File.WriteAllText(_folder.Database, "this is no database, whatever its name says");
        ActorSystem system = OtherSystem();
        EventStoreException error = Assert.Throws<EventStoreException>(() => SqlPersistence.Open(system));
        Assert.Equal(EventStoreFault.Foreign, error.Fault);
        Shutdown(system);
    }

    [Fact]
    public void A_second_system_on_the_same_file_is_refused_until_the_first_has_ended()
    {
        ActorSystem first = OtherSystem();
        SqlPersistence.Open(first);
        ActorSystem second = OtherSystem();
        Assert.Equal(EventStoreFault.Locked, Assert.Throws<EventStoreException>(() => SqlPersistence.Open(second)).Fault);
        Shutdown(first, verifySystemShutdown: true);
        SqlPersistence.Open(second);
        Shutdown(second, verifySystemShutdown: true);
    }

    [Fact]
    public void Events_and_snapshots_outlive_their_system()
    {
        ActorSystem first = OtherSystem();
        IActorRef actor = StartIn(first, "q4", Persisting);
        ExpectMsg("recovered");
        foreach (string text in (string[])["a", "snap", "b"])
            actor.Tell(text);
        ExpectMsg("event a");
        ExpectMsgAllOf("saved", "event b");
        Shutdown(first, verifySystemShutdown: true);

        ActorSystem second = OtherSystem();
        IActorRef again = StartIn(second, "q4", (a, _) => a.Report(string.Join(",", a.State)));
        ExpectMsg("recovered");
        again.Tell("state");
        ExpectMsg("snapshot of 1,b");
        Shutdown(second, verifySystemShutdown: true);
    }

    [Fact]
    public void An_event_without_a_serializer_is_rejected_and_the_actor_goes_on()
    {
        IActorRef actor = Start("q5", (a, m) =>
        {
            if (m is "odd")
                a.Persist(new Odd(), _ => a.Report("never"));
            else
                a.Persist((string)m, e => a.Report("event " + e));
        });
        actor.Tell("a");
        actor.Tell("odd");
        actor.Tell("b");
        ExpectMsg("event a");
        Assert.StartsWith("rejected odd 2 No serializer", ExpectMsg<string>(), StringComparison.Ordinal);
        ExpectMsg("event b");
        Stop(actor);
        Start("q5", (a, _) => a.Report(string.Join(",", a.State) + a.LastSequenceNr)).Tell("state");
        ExpectMsg("a,b3");
    }

    [Fact]
    public void Rejected_and_deferred_events_keep_their_place_among_written_ones()
    {
        IActorRef actor = Start("q6", (a, m) =>
        {
            a.PersistAsync(m + "1", e => a.Report(e));
            a.PersistAsync(new Odd(), _ => a.Report("never"));
            a.DeferAsync(m + " deferred", e => a.Report(e));
        });
        for (int i = 0; i < 20; i++)
            actor.Tell(i);
        for (int i = 0; i < 20; i++)
        {
            ExpectMsg(i + "1");
            Assert.StartsWith("rejected odd ", ExpectMsg<string>(), StringComparison.Ordinal);
            ExpectMsg(i + " deferred");
        }
    }

    [Fact]
    public void A_full_disk_ends_the_writer_with_a_clear_line_and_what_it_acknowledged_is_there()
    {
        using SqliteEventStore small = SqliteEventStore.Open(_folder.Options with { MaxPages = 60 });
        ActorSystem system = OtherSystem(small);
        string text = new('x', 3000);
        int acknowledged = 0;
        IActorRef actor = StartIn(system, "q7", (a, _) => a.PersistAsync(text, _ => a.Report(Interlocked.Increment(ref acknowledged))));
        ExpectMsg("recovered");
        Watch(actor);
        for (int i = 0; i < 200; i++)
            actor.Tell("go");
        object last = FishForMessage(m => m is string);
        Assert.Contains("no space is left for the database", (string)last, StringComparison.Ordinal);
        ExpectTerminated(actor);

        IActorRef again = StartIn(system, "q7", (a, _) => a.Report(a.State.Count));
        ExpectMsg("recovered");
        again.Tell("state");
        Assert.Equal(acknowledged, ExpectMsg<int>());
        Shutdown(system, verifySystemShutdown: true);
    }

    [Fact]
    public async Task Many_actors_share_commits()
    {
        using SqliteEventStore store = _folder.Open();
        ActorSystem system = OtherSystem(store);
        var busy = new BlockingAppend(StoreExtensions.Event("busy", 1));
        IActorRef[] actors = [.. Enumerable.Range(0, 64).Select(i => StartIn(system, "q8-" + i, (a, m) =>
        {
            a.Persist("event", e => a.Report(e));
            a.Report("written");
        }))];
        ReceiveN(64);
        store.Append(busy);
        busy.WaitUntilReached();
        long before = store.Commits;
        foreach (IActorRef actor in actors)
            actor.Tell("write");
        Assert.All(ReceiveN(64), m => Assert.Equal("written", m));
        // The last of them has yet to leave its turn; its identity answers after that.
        await Task.WhenAll(actors.Select(a => a.Ask<ActorIdentity>(new Identify(1))));
        busy.Release();
        Assert.All(ReceiveN(64), m => Assert.Equal("event", m));
        Assert.Equal(before + 1, store.Commits);
        Shutdown(system, verifySystemShutdown: true);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _folder.Dispose();
    }

    private static void Persisting(Script a, object m)
    {
        switch (m)
        {
            case "snap":
                a.SaveSnapshot("of " + a.LastSequenceNr);
                break;
            case SaveSnapshotSuccess:
                a.Report("saved");
                break;
            case string s:
                a.Persist(s, e => a.Report("event " + e));
                break;
        }
    }

    private ActorSystem OtherSystem(IEventStore? store = null)
    {
        Config config = ConfigurationFactory.ParseString($$"""
            akka.loglevel = OFF
            akka.persistence {
              journal { plugin = "akka.persistence.journal.sql", sql.connection-string = "Data Source={{_folder.Database}}" }
              snapshot-store { plugin = "akka.persistence.snapshot-store.sql", sql.connection-string = "Data Source={{_folder.Database}}" }
            }
            """);
        BootstrapSetup bootstrap = BootstrapSetup.Create().WithConfig(config);
        return store is null ? ActorSystem.Create("other", bootstrap) : ActorSystem.Create("other", bootstrap.And(new EventStoreSetup(_ => store)));
    }

    private IActorRef StartIn(ActorSystem system, string id, Action<Script, object> onCommand)
    {
        IActorRef probe = TestActor;
        return system.ActorOf(Props.Create(() => new Script(id, probe, onCommand, null)));
    }

    private sealed class Odd
    {
        public override string ToString() => "odd";
    }
}
