using Akka.Actor;

namespace Engine.Conformance.Actors;

/// <summary>Makes children on demand under a given strategy and reports what becomes of them.</summary>
internal sealed class Supervisor(SupervisorStrategy strategy) : UntypedActor
{
    protected override SupervisorStrategy SupervisorStrategy() => strategy;

    protected override void OnReceive(object message)
    {
        if (message is (Props props, string name))
            Sender.Tell(Context.ActorOf(props, name));
    }
}

/// <summary>Fails when told to, counts, and reports each step of its life.</summary>
internal sealed class Fragile : UntypedActor
{
    private readonly IActorRef _log;
    private int _count;

    public Fragile(IActorRef log) => _log = log;

    protected override void PreStart() => Report("pre-start");

    protected override void PostStop() => Report("post-stop");

    protected override void PreRestart(Exception reason, object message)
    {
        Report($"pre-restart {message}");
        base.PreRestart(reason, message);
    }

    protected override void PostRestart(Exception reason)
    {
        Report($"post-restart {reason.Message}");
        base.PostRestart(reason);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Exception failure:
                throw failure;
            case "count":
                Sender.Tell(++_count);
                break;
            case "child":
                Sender.Tell(Context.ActorOf(Props.Create(() => new Fragile(_log)), "child"));
                break;
            default:
                Sender.Tell(message);
                break;
        }
    }

    private void Report(string what) => _log.Tell($"{Self.Path.Name} {what}");
}

public sealed class Known(string message) : Exception(message)
{
    public override string ToString() => Message;
}
