using Akka.Actor;

namespace Engine.Conformance.Actors;

/// <summary>Base of the chapters on actors: failures on purpose are not to fill the output.</summary>
public abstract class ActorsSpec(string config = "") : Akka.TestKit.Xunit2.TestKit(config + """

    akka.loglevel = OFF
    akka.stdout-loglevel = OFF
    """)
{
    protected static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    protected IActorRef Scripted(Action<object, IActorContext> handle, string? name = null) =>
        Sys.ActorOf(Props.Create(() => new ScriptedActor(handle)), name);

    /// <summary>Answers everything with what it got.</summary>
    protected IActorRef Echo(string? name = null) => Scripted((m, c) => c.Sender.Tell(m, c.Self), name);
}

/// <summary>An actor that is a function of message and context.</summary>
public sealed class ScriptedActor(Action<object, IActorContext> handle) : UntypedActor
{
    public static readonly Action<object, IActorContext> Silence = (_, _) => { };

    protected override void OnReceive(object message) => handle(message, Context);
}
