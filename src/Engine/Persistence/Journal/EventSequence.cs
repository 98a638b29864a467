#nullable disable
namespace Akka.Persistence.Journal;

/// <summary>The events that a read adapter makes of one.</summary>
public interface IEventSequence
{
    IEnumerable<object> Events { get; }
}

/// <summary>No events.</summary>
public interface IEmptyEventSequence : IEventSequence;

/// <inheritdoc cref="IEmptyEventSequence" />
public sealed class EmptyEventSequence : IEmptyEventSequence, IEquatable<IEventSequence>
{
    public static readonly EmptyEventSequence Instance = new();

    private EmptyEventSequence()
    {
    }

    public IEnumerable<object> Events => [];

    public bool Equals(IEventSequence other) => other is EmptyEventSequence;

    public override bool Equals(object obj) => obj is EmptyEventSequence;

    public override int GetHashCode() => 0;
}

/// <summary>One event.</summary>
public struct SingleEventSequence : IEventSequence, IEquatable<IEventSequence>
{
    private readonly object _event;

    public SingleEventSequence(object e)
        : this() => _event = e;

    public IEnumerable<object> Events => [_event];

    public bool Equals(IEventSequence other) => other is SingleEventSequence single && Equals(_event, single._event);

    public override bool Equals(object obj) => Equals(obj as IEventSequence);

    public override int GetHashCode() => _event?.GetHashCode() ?? 0;
}

/// <summary>Any number of events.</summary>
public class EventSequence<T> : IEventSequence, IEquatable<IEventSequence>
{
    public EventSequence(IEnumerable<object> events) => Events = events.ToArray();

    public IEnumerable<object> Events { get; }

    public bool Equals(IEventSequence other) => other is EventSequence<T> && Events.SequenceEqual(other.Events);

    public override bool Equals(object obj) => Equals(obj as IEventSequence);

    public override int GetHashCode() => Events.Aggregate(0, HashCode.Combine);
}

/// <summary>Makes event sequences.</summary>
public static class EventSequence
{
    public static IEventSequence Empty = EmptyEventSequence.Instance;

    public static IEventSequence Single(object e) => new SingleEventSequence(e);

    public static IEventSequence Create(params object[] events) => new EventSequence<object>(events);

    public static IEventSequence Create(IEnumerable<object> events) => new EventSequence<object>(events);
}
