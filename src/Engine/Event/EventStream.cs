#nullable disable
using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.Event;

/// <summary>
/// The bus of an actor system: dead letters, unhandled messages, log events, and whatever is published. Subscribers
/// that stop are taken off.
/// </summary>
public class EventStream : LoggingBus
{
    private readonly bool _debug;
    private IActorRef _unsubscriber;

    public EventStream(bool debug) => _debug = debug;

    public override bool Subscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        ArgumentNullException.ThrowIfNull(channel);
        bool added = base.Subscribe(subscriber, channel);
        if (added)
            _unsubscriber?.Tell(new EventStreamUnsubscriber.Register(subscriber), ActorRefs.NoSender);
        if (_debug)
            Publish(new Debug(nameof(EventStream), GetType(), $"subscribing {subscriber} to channel {channel}"));
        return added;
    }

    public override bool Unsubscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        ArgumentNullException.ThrowIfNull(channel);
        bool removed = base.Unsubscribe(subscriber, channel);
        Forget(subscriber, removed);
        return removed;
    }

    public override bool Unsubscribe(IActorRef subscriber)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        bool removed = base.Unsubscribe(subscriber);
        Forget(subscriber, removed);
        return removed;
    }

    /// <summary>Starts the actor that watches the subscribers.</summary>
    public void StartUnsubscriber(ActorSystemImpl system) =>
        _unsubscriber ??= system.SystemActorOf(Props.Create(() => new EventStreamUnsubscriber(this)), "eventStreamUnsubscriber");

    private void Forget(IActorRef subscriber, bool removed)
    {
        if (removed && !IsSubscribed(subscriber))
            _unsubscriber?.Tell(new EventStreamUnsubscriber.Unregister(subscriber), ActorRefs.NoSender);
    }
}

/// <summary>Subscription with the channel as a type argument.</summary>
public static class EventStreamExtensions
{
    public static bool Subscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) =>
        eventStream.Subscribe(subscriber, typeof(TChannel));

    public static bool Unsubscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) =>
        eventStream.Unsubscribe(subscriber, typeof(TChannel));
}

/// <summary>Takes subscribers off the stream when they stop.</summary>
internal sealed class EventStreamUnsubscriber(EventStream stream) : ActorBase
{
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Register register:
                if (register.Subscriber is IInternalActorRef)
                    Context.Watch(register.Subscriber);
                return true;
            case Unregister unregister:
                if (unregister.Subscriber is IInternalActorRef)
                    Context.Unwatch(unregister.Subscriber);
                return true;
            case Terminated terminated:
                stream.Unsubscribe(terminated.ActorRef);
                return true;
            default:
                return false;
        }
    }

    internal sealed record Register(IActorRef Subscriber) : IDeadLetterSuppression;

    internal sealed record Unregister(IActorRef Subscriber) : IDeadLetterSuppression;
}
