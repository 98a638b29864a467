#nullable disable
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence.Serialization;

namespace Akka.Persistence;

/// <summary>What a persistent actor hands to its journal.</summary>
public interface IPersistentEnvelope
{
    object Payload { get; }

    IActorRef Sender { get; }

    int Size { get; }
}

/// <summary>A deferred handler's event: travels with the writes to keep its place among them, and is not written.</summary>
internal sealed class NonPersistentMessage : IPersistentEnvelope
{
    public NonPersistentMessage(object payload, IActorRef sender)
    {
        Payload = payload;
        Sender = sender;
    }

    public object Payload { get; }

    public IActorRef Sender { get; }

    public int Size => 1;
}

/// <summary>Events of one persistence id that are written all or none.</summary>
public sealed class AtomicWrite : IPersistentEnvelope, IMessage
{
    private readonly IPersistentRepresentation[] _events;

    public AtomicWrite(IPersistentRepresentation @event)
        : this(new[] { @event })
    {
    }

    public AtomicWrite(IImmutableList<IPersistentRepresentation> payload)
        : this(payload?.ToArray() ?? [])
    {
    }

    internal AtomicWrite(IPersistentRepresentation[] events)
    {
        if (events.Length == 0)
            throw new ArgumentException("An atomic write holds at least one event.", nameof(events));
        foreach (IPersistentRepresentation e in events)
        {
            if (e.PersistenceId != events[0].PersistenceId)
                throw new ArgumentException("The events of an atomic write have one persistence id.", nameof(events));
        }

        _events = events;
    }

    /// <summary>An <see cref="IImmutableList{T}"/> of <see cref="IPersistentRepresentation"/>.</summary>
    public object Payload => ImmutableList.Create(_events);

    public string PersistenceId => _events[0].PersistenceId;

    public long LowestSequenceNr => _events[0].SequenceNr;

    public long HighestSequenceNr => _events[^1].SequenceNr;

    /// <summary>Always no sender: each event has its own.</summary>
    public IActorRef Sender => ActorRefs.NoSender;

    public int Size => _events.Length;

    internal IPersistentRepresentation[] Events => _events;

    public bool Equals(AtomicWrite other) => other is not null && _events.SequenceEqual(other._events);

    public override bool Equals(object obj) => Equals(obj as AtomicWrite);

    public override int GetHashCode() => HashCode.Combine(PersistenceId, LowestSequenceNr, HighestSequenceNr);

    public override string ToString() => $"AtomicWrite<pid: {PersistenceId}, lowSeqNr: {LowestSequenceNr}, highSeqNr: {HighestSequenceNr}, size: {Size}>";
}
