#nullable disable
using System.Collections.Concurrent;
using Akka.Actor;

namespace Akka.Event;

/// <summary>
/// Publish and subscribe by classification. Subscriptions change under a lock; publishing reads a snapshot per
/// classifier, made on first use and dropped when subscriptions change.
/// </summary>
public abstract class EventBus<TEvent, TClassifier, TSubscriber>
{
    private readonly Lock _gate = new();
    private readonly List<(TSubscriber Subscriber, TClassifier Classifier)> _subscriptions = [];
    private ConcurrentDictionary<TClassifier, TSubscriber[]> _cache = new();

    public virtual bool Subscribe(TSubscriber subscriber, TClassifier classifier)
    {
        lock (_gate)
        {
            if (_subscriptions.Any(s => Same(s.Subscriber, subscriber) && IsSubClassification(s.Classifier, classifier)))
                return false;
            _subscriptions.Add((subscriber, classifier));
            _cache = new ConcurrentDictionary<TClassifier, TSubscriber[]>();
            return true;
        }
    }

    public virtual bool Unsubscribe(TSubscriber subscriber) => Remove(s => Same(s.Subscriber, subscriber));

    public virtual bool Unsubscribe(TSubscriber subscriber, TClassifier classifier) =>
        Remove(s => Same(s.Subscriber, subscriber) && IsSubClassification(classifier, s.Classifier));

    public virtual void Publish(TEvent @event)
    {
        TClassifier classifier = GetClassifier(@event);
        ConcurrentDictionary<TClassifier, TSubscriber[]> cache = Volatile.Read(ref _cache);
        if (!cache.TryGetValue(classifier, out TSubscriber[] subscribers))
            subscribers = Select(classifier);
        foreach (TSubscriber subscriber in subscribers)
            Publish(@event, subscriber);
    }

    internal bool IsSubscribed(TSubscriber subscriber)
    {
        lock (_gate)
            return _subscriptions.Any(s => Same(s.Subscriber, subscriber));
    }

    protected abstract bool IsSubClassification(TClassifier parent, TClassifier child);

    protected abstract void Publish(TEvent @event, TSubscriber subscriber);

    protected abstract bool Classify(TEvent @event, TClassifier classifier);

    protected abstract TClassifier GetClassifier(TEvent @event);

    private static bool Same(TSubscriber a, TSubscriber b) => EqualityComparer<TSubscriber>.Default.Equals(a, b);

    private TSubscriber[] Select(TClassifier classifier)
    {
        lock (_gate)
        {
            TSubscriber[] subscribers = _subscriptions
                .Where(s => IsSubClassification(s.Classifier, classifier))
                .Select(s => s.Subscriber)
                .Distinct()
                .ToArray();
            _cache[classifier] = subscribers;
            return subscribers;
        }
    }

    private bool Remove(Predicate<(TSubscriber Subscriber, TClassifier Classifier)> match)
    {
        lock (_gate)
        {
            bool removed = _subscriptions.RemoveAll(match) > 0;
            if (removed)
                _cache = new ConcurrentDictionary<TClassifier, TSubscriber[]>();
            return removed;
        }
    }
}

/// <summary>A bus whose subscribers are actors.</summary>
public abstract class ActorEventBus<TEvent, TClassifier> : EventBus<TEvent, TClassifier, IActorRef>;
