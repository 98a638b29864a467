#nullable disable
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Util;

namespace Akka.TestKit;

/// <summary>A reference that lets a test see the actor behind it, and hand it messages past its mailbox.</summary>
public abstract class TestActorRefBase<TActor> : IInternalActorRef
    where TActor : ActorBase
{
    private readonly LocalActorRef _ref;

    protected TestActorRefBase(ActorSystem system, Props actorProps, IActorRef supervisor = null, string name = null)
    {
        var props = actorProps.WithDispatcher(CallingThreadDispatcher.Id);
        _ref = supervisor is null
            ? (LocalActorRef)system.ActorOf(props, name)
            : (LocalActorRef)((ActorCell)((ActorRefWithCell)supervisor).Underlying).AttachChild(props, false, name);
    }

    public IActorRef Ref => _ref;

    public ActorPath Path => _ref.Path;

    /// <summary>The instance; another one after a restart.</summary>
    /// <exception cref="InvalidOperationException">There is none, or not of the type.</exception>
    public TActor UnderlyingActor => _ref.Cell.Actor as TActor
        ?? throw new InvalidOperationException($"{_ref} has no instance of {typeof(TActor)}: it has {_ref.Cell.Actor?.GetType()}.");

    IInternalActorRef IInternalActorRef.Parent => _ref.Parent;

    IActorRefProvider IInternalActorRef.Provider => _ref.Provider;

    bool IActorRefScope.IsLocal => true;

    [Obsolete("Use Context.Watch and Receive<Terminated> [1.1.0]")]
    bool IInternalActorRef.IsTerminated => _ref.IsTerminated;

    public static bool operator ==(TestActorRefBase<TActor> testActorRef, IActorRef actorRef) => Same(testActorRef, actorRef);

    public static bool operator !=(TestActorRefBase<TActor> testActorRef, IActorRef actorRef) => !Same(testActorRef, actorRef);

    public static bool operator ==(IActorRef actorRef, TestActorRefBase<TActor> testActorRef) => Same(testActorRef, actorRef);

    public static bool operator !=(IActorRef actorRef, TestActorRefBase<TActor> testActorRef) => !Same(testActorRef, actorRef);

    public static IActorRef ToActorRef(TestActorRefBase<TActor> actorRef) => actorRef._ref;

    /// <summary>Has the message handled on this thread; what the actor throws comes back to the caller.</summary>
    public void Receive(object message, IActorRef sender = null) =>
        _ref.Cell.ReceiveMessageForTest(new Envelope(message, sender ?? ActorRefs.NoSender));

    public void Tell(object message) => ((IActorRef)_ref).Tell(message);

    public void Tell(object message, IActorRef sender) => _ref.Tell(message, sender);

    public void Forward(object message) => ((IActorRef)_ref).Forward(message);

    public void Watch(IActorRef subject) => _ref.Cell.Watch(subject);

    public void Unwatch(IActorRef subject) => _ref.Cell.Unwatch(subject);

    public void SendSystemMessage(ISystemMessage message, IActorRef sender) => _ref.SendSystemMessage(message);

    public void SendSystemMessage(ISystemMessage message) => _ref.SendSystemMessage(message);

    public int CompareTo(object obj) => ((IComparable)_ref).CompareTo(obj is TestActorRefBase<TActor> other ? other._ref : obj);

    public bool Equals(IActorRef other) => Same(this, other);

    public override bool Equals(object obj) => obj is IActorRef other && Same(this, other);

    public override int GetHashCode() => _ref.GetHashCode();

    public override string ToString() => _ref.ToString();

    int IComparable<IActorRef>.CompareTo(IActorRef other) => CompareTo(other);

    ISurrogate ISurrogated.ToSurrogate(ActorSystem system) => _ref.ToSurrogate(system);

    IActorRef IInternalActorRef.GetChild(IReadOnlyList<string> name) => _ref.GetChild(name);

    void IInternalActorRef.Start() => _ref.Start();

    void IInternalActorRef.Stop() => _ref.Stop();

    void IInternalActorRef.Suspend() => _ref.Suspend();

    void IInternalActorRef.Resume(Exception causedByFailure) => _ref.Resume(causedByFailure);

    void IInternalActorRef.Restart(Exception cause) => _ref.Restart(cause);

    private static bool Same(TestActorRefBase<TActor> test, IActorRef other) =>
        test is null ? other is null : test._ref.Equals(other is TestActorRefBase<TActor> wrapped ? wrapped._ref : other);
}
