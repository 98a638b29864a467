using Akka.Actor;

namespace AkkaFederation.Engine.Remote.Tests;

/// <summary>What a watcher was told.</summary>
internal sealed record Death(bool ExistenceConfirmed, bool AddressTerminated);

/// <summary>Watches, and tells the test of the death.</summary>
internal sealed class Watching : ReceiveActor
{
    public Watching(IActorRef watchee, IActorRef test)
    {
        Context.Watch(watchee);
        Receive<Terminated>(told => test.Tell(new Death(told.ExistenceConfirmed, told.AddressTerminated)));
    }
}
