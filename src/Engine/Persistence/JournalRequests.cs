#nullable disable
using Akka.Actor;

namespace Akka.Persistence;

/// <summary>Every message between persistent actors and their stores.</summary>
public interface IPersistenceMessage : INoSerializationVerificationNeeded;

/// <summary>Messages of the journal.</summary>
public interface IJournalMessage : IPersistenceMessage;

/// <summary>To a journal.</summary>
public interface IJournalRequest : IJournalMessage;

/// <summary>From a journal.</summary>
public interface IJournalResponse : IJournalMessage;

/// <summary>Writes events; each of them is answered, in order.</summary>
public sealed class WriteMessages : IJournalRequest, IEquatable<WriteMessages>
{
    public WriteMessages(IEnumerable<IPersistentEnvelope> messages, IActorRef persistentActor, int actorInstanceId)
    {
        Messages = messages;
        PersistentActor = persistentActor;
        ActorInstanceId = actorInstanceId;
    }

    public IEnumerable<IPersistentEnvelope> Messages { get; }

    public IActorRef PersistentActor { get; }

    public int ActorInstanceId { get; }

    public bool Equals(WriteMessages other) => other is not null && Equals(Messages, other.Messages) && Equals(PersistentActor, other.PersistentActor) && ActorInstanceId == other.ActorInstanceId;

    public override bool Equals(object obj) => Equals(obj as WriteMessages);

    public override int GetHashCode() => HashCode.Combine(Messages, PersistentActor, ActorInstanceId);

    public override string ToString() => $"WriteMessages<Messages: {Messages}, PersistentActor: {PersistentActor}, ActorInstanceId: {ActorInstanceId}>";
}

/// <summary>Asks for the events in [FromSequenceNr, ToSequenceNr], at most Max of them.</summary>
public sealed class ReplayMessages : IJournalRequest, IEquatable<ReplayMessages>
{
    public ReplayMessages(long fromSequenceNr, long toSequenceNr, long max, string persistenceId, IActorRef persistentActor)
    {
        FromSequenceNr = fromSequenceNr;
        ToSequenceNr = toSequenceNr;
        Max = max;
        PersistenceId = persistenceId;
        PersistentActor = persistentActor;
    }

    public long FromSequenceNr { get; }

    public long ToSequenceNr { get; }

    public long Max { get; }

    public string PersistenceId { get; }

    public IActorRef PersistentActor { get; }

    public bool Equals(ReplayMessages other) => other is not null && FromSequenceNr == other.FromSequenceNr && ToSequenceNr == other.ToSequenceNr && Max == other.Max && Equals(PersistenceId, other.PersistenceId) && Equals(PersistentActor, other.PersistentActor);

    public override bool Equals(object obj) => Equals(obj as ReplayMessages);

    public override int GetHashCode() => HashCode.Combine(FromSequenceNr, ToSequenceNr, Max, PersistenceId, PersistentActor);

    public override string ToString() => $"ReplayMessages<FromSequenceNr: {FromSequenceNr}, ToSequenceNr: {ToSequenceNr}, Max: {Max}, PersistenceId: {PersistenceId}, PersistentActor: {PersistentActor}>";
}

/// <summary>Deletes all events up to and including ToSequenceNr.</summary>
public sealed class DeleteMessagesTo : IJournalRequest, IEquatable<DeleteMessagesTo>
{
    public DeleteMessagesTo(string persistenceId, long toSequenceNr, IActorRef persistentActor)
    {
        PersistenceId = persistenceId;
        ToSequenceNr = toSequenceNr;
        PersistentActor = persistentActor;
    }

    public string PersistenceId { get; }

    public long ToSequenceNr { get; }

    public IActorRef PersistentActor { get; }

    public bool Equals(DeleteMessagesTo other) => other is not null && Equals(PersistenceId, other.PersistenceId) && ToSequenceNr == other.ToSequenceNr && Equals(PersistentActor, other.PersistentActor);

    public override bool Equals(object obj) => Equals(obj as DeleteMessagesTo);

    public override int GetHashCode() => HashCode.Combine(PersistenceId, ToSequenceNr, PersistentActor);

    public override string ToString() => $"DeleteMessagesTo<PersistenceId: {PersistenceId}, ToSequenceNr: {ToSequenceNr}, PersistentActor: {PersistentActor}>";
}
