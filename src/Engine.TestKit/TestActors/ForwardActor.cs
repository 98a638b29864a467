#nullable disable
using Akka.Actor;

namespace Akka.TestKit.TestActors;

/// <summary>Sends every message on with its sender.</summary>
public class ForwardActor : ReceiveActor
{
    public ForwardActor(IActorRef target)
    {
        ReceiveAny(target.Forward);
    }

    public static Props Props(IActorRef target) => Akka.Actor.Props.Create(() => new ForwardActor(target));
}
