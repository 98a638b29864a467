#nullable disable
using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>Messages put aside until the actor can handle them.</summary>
public interface IStash
{
    int Count { get; }

    bool IsEmpty { get; }

    bool NonEmpty { get; }

    bool IsFull { get; }

    /// <summary>Bound of the stash; negative where there is none.</summary>
    int Capacity { get; }

    void Stash();

    void Unstash();

    void UnstashAll();

    void UnstashAll(Func<Envelope, bool> predicate);

    IEnumerable<Envelope> ClearStash();

    void Prepend(IEnumerable<Envelope> envelopes);
}

/// <summary>An actor that gets a stash.</summary>
public interface IActorStash
{
    IStash Stash { get; set; }
}

/// <summary>A stash that asks for no particular mailbox.</summary>
public interface IWithUnrestrictedStash : IActorStash;

/// <summary>A stash bounded by the configuration of the mailbox, if that has a bound.</summary>
public interface IWithStash : IWithUnrestrictedStash, IRequiresMessageQueue<IDequeBasedMessageQueueSemantics>;

/// <summary>A stash without bound.</summary>
public interface IWithUnboundedStash : IWithUnrestrictedStash, IRequiresMessageQueue<IUnboundedDequeBasedMessageQueueSemantics>;
