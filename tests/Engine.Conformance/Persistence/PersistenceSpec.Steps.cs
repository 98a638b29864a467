using Akka.Actor;

namespace Engine.Conformance.Persistence;

// What the tests of this folder say and expect, whatever the default plugins are.
public abstract partial class PersistenceSpec
{
    private static string FailingPlugins => $$"""
        akka.loglevel = WARNING
        akka.persistence {
          journal {
            held { class = "{{NameOf<HeldJournal>()}}", plugin-dispatcher = "akka.actor.default-dispatcher" }
            failing { class = "{{NameOf<FailingJournal>()}}", plugin-dispatcher = "akka.actor.default-dispatcher" }
          }
          snapshot-store {
            failing { class = "{{NameOf<FailingSnapshotStore>()}}", plugin-dispatcher = "akka.actor.default-dispatcher" }
          }
        }
        """;

    /// <summary>Starts a scripted actor and waits until it has recovered; it reports to the test.</summary>
    protected IActorRef Start(string id, Action<Script, object> onCommand, Action<Script>? configure = null)
    {
        IActorRef actor = Launch(id, onCommand, configure);
        ExpectMsg("recovered");
        return actor;
    }

    protected IActorRef Launch(string id, Action<Script, object> onCommand, Action<Script>? configure = null)
    {
        IActorRef probe = TestActor;
        return Sys.ActorOf(Props.Create(() => new Script(id, probe, onCommand, configure)));
    }

    /// <summary>An actor that persists every text and reports commands and events.</summary>
    protected IActorRef StartPersisting(string id, Action<Script>? configure = null) =>
        Start(id, (a, m) => a.Persist((string)m, e => a.Report("event " + e)), configure);

    protected void Stop(IActorRef actor)
    {
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
    }

    protected void ExpectTexts(params string[] texts)
    {
        foreach (string text in texts)
            ExpectMsg(text);
    }

    protected void PersistTexts(string id, params string[] texts)
    {
        IActorRef actor = StartPersisting(id);
        foreach (string text in texts)
        {
            actor.Tell(text);
            ExpectMsg("event " + text);
        }

        Stop(actor);
    }

    private static string NameOf<T>() => $"{typeof(T).FullName}, {typeof(T).Assembly.GetName().Name}";
}
