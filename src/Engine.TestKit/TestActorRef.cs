#nullable disable
using Akka.Actor;

namespace Akka.TestKit;

/// <summary>A reference to an actor that runs on the thread of the test and can be looked into.</summary>
public class TestActorRef<TActor> : TestActorRefBase<TActor>
    where TActor : ActorBase
{
    public TestActorRef(ActorSystem system, Props actorProps, IActorRef supervisor = null, string name = null)
        : base(system, actorProps, supervisor, name)
    {
    }

    public static bool operator ==(TestActorRef<TActor> testActorRef, IActorRef actorRef) =>
        (TestActorRefBase<TActor>)testActorRef == actorRef;

    public static bool operator !=(TestActorRef<TActor> testActorRef, IActorRef actorRef) =>
        (TestActorRefBase<TActor>)testActorRef != actorRef;

    public static bool operator ==(IActorRef actorRef, TestActorRef<TActor> testActorRef) =>
        actorRef == (TestActorRefBase<TActor>)testActorRef;

    public static bool operator !=(IActorRef actorRef, TestActorRef<TActor> testActorRef) =>
        actorRef != (TestActorRefBase<TActor>)testActorRef;

    public override bool Equals(object obj) => base.Equals(obj);

    public override int GetHashCode() => base.GetHashCode();
}
