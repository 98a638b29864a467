#nullable disable
using Akka.Actor;

namespace Akka.TestKit.TestActors;

/// <summary>Sends every message to the test actor and, unless told otherwise, back to its sender.</summary>
public class EchoActor : ReceiveActor
{
    public EchoActor(TestKitBase testkit, bool echoBackToSenderAsWell = true)
    {
        ReceiveAny(message =>
        {
            testkit.TestActor.Tell(message, Sender);
            if (echoBackToSenderAsWell && !Sender.Equals(testkit.TestActor))
                Sender.Tell(message, testkit.TestActor);
        });
    }

    public static Props Props(TestKitBase testkit, bool echoBackToSenderAsWell = true) =>
        Akka.Actor.Props.Create(() => new EchoActor(testkit, echoBackToSenderAsWell));
}
