using Akka.Actor;

namespace Engine.Conformance.Remoting;

/// <summary>Sends back what it gets.</summary>
public sealed class Echo : ReceiveActor
{
    public Echo() => ReceiveAny(message => Sender.Tell(message));
}

/// <summary>Fails whoever asks.</summary>
public sealed class Refuser : ReceiveActor
{
    public Refuser() => ReceiveAny(_ => Sender.Tell(new Status.Failure(new InvalidOperationException("not today"))));
}

/// <summary>Says so many numbers to whoever asks, and stops.</summary>
public sealed class LastWords : ReceiveActor
{
    public LastWords() => Receive<int>(count =>
    {
        for (var i = 0; i < count; i++) Sender.Tell(i);
        Context.Stop(Self);
    });
}

/// <summary>Watches, and tells the test of deaths.</summary>
public sealed class Mourner : ReceiveActor
{
    public Mourner(IActorRef watchee, IActorRef test)
    {
        Context.Watch(watchee);
        Receive<Terminated>(terminated => test.Tell((terminated.ExistenceConfirmed, terminated.AddressTerminated)));
        Receive<string>(_ =>
        {
            Context.Unwatch(watchee);
            test.Tell("unwatched");
        });
        ReceiveAny(test.Forward);
    }
}
