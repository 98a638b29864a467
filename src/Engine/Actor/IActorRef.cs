#nullable disable
using Akka.Dispatch.SysMsg;
using Akka.Util;

namespace Akka.Actor;

/// <summary>Something that messages can be sent to.</summary>
public interface ICanTell
{
    void Tell(object message, IActorRef sender);
}

/// <summary>An immutable, serializable handle of an actor.</summary>
public interface IActorRef : ICanTell, ISurrogated, IComparable, IComparable<IActorRef>, IEquatable<IActorRef>
{
    ActorPath Path { get; }
}

/// <summary>Says whether a reference points into this process.</summary>
public interface IActorRefScope
{
    bool IsLocal { get; }
}

/// <summary>What the engine, remoting and the TestKit may do with a reference.</summary>
public interface IInternalActorRef : IActorRef, IActorRefScope
{
    IInternalActorRef Parent { get; }

    IActorRefProvider Provider { get; }

    [Obsolete("Use Context.Watch and Receive<Terminated> [1.1.0]")]
    bool IsTerminated { get; }

    IActorRef GetChild(IReadOnlyList<string> name);

    void Resume(Exception causedByFailure = null);

    void Start();

    void Stop();

    void Restart(Exception cause);

    void Suspend();

    void SendSystemMessage(ISystemMessage message);
}

/// <summary>Tell and Forward with the sender of the running actor.</summary>
public static class ActorRefImplicitSenderExtensions
{
    /// <summary>Sends with the current actor, if there is one, as sender.</summary>
    public static void Tell(this IActorRef receiver, object message) =>
        receiver.Tell(message, ActorCell.GetCurrentSelfOrNoSender());

    /// <summary>Sends on with the original sender.</summary>
    public static void Forward(this IActorRef receiver, object message) =>
        receiver.Tell(message, ActorCell.GetCurrentSenderOrNoSender());
}

/// <summary>Well-known references.</summary>
public static class ActorRefs
{
    public static readonly IActorRef NoSender = null;
    public static readonly Nobody Nobody = Nobody.Instance;
}

/// <summary>Helpers for references that may be missing.</summary>
public static class ActorRefExtensions
{
    public static bool IsNobody(this IActorRef actorRef) => actorRef is null or Nobody or DeadLetterActorRef;

    public static IActorRef GetOrElse(this IActorRef actorRef, Func<IActorRef> elseValue) => actorRef ?? elseValue();
}
