#nullable disable
using Akka.Actor;
using Akka.Persistence.Journal;
using AkkaFederation.Engine.Persistence;

namespace Akka.Persistence;

/// <summary>
/// What a persistent actor submits to a store, and the message that comes back when it is durable: the events of one
/// or more atomic writes and the deferred ones between them, in order. One object and one message per batch.
/// </summary>
internal sealed class JournalBatch : EventAppend, INoSerializationVerificationNeeded, Akka.Event.IDeadLetterSuppression
{
    private readonly IActorRef _actor;

    private JournalBatch(string persistenceId, List<EventRow> rows, Entry[] entries, IActorRef actor, int instanceId)
        : base(persistenceId, rows)
    {
        Entries = entries;
        InstanceId = instanceId;
        _actor = actor;
    }

    public Entry[] Entries { get; }

    public int InstanceId { get; }

    /// <summary>Why nothing of the batch may be taken for durable; null if all went well.</summary>
    public Exception Failure { get; private set; }

    /// <summary>Index of the entry that is next to be handled.</summary>
    public int Next { get; set; }

    public static JournalBatch Create(string persistenceId, List<IPersistentEnvelope> envelopes, PersistencePlugin plugin, IActorRef actor, int instanceId)
    {
        var rows = new List<EventRow>(envelopes.Count);
        var entries = new List<Entry>(envelopes.Count);
        foreach (IPersistentEnvelope envelope in envelopes)
        {
            if (envelope is not AtomicWrite write)
            {
                entries.Add(new Entry(envelope.Payload, 0, envelope.Sender, null));
                continue;
            }

            Exception rejection = TryEncode(write, plugin, rows);
            foreach (IPersistentRepresentation p in write.Events)
                entries.Add(new Entry(p.Payload, p.SequenceNr, p.Sender, rejection));
        }

        return new JournalBatch(persistenceId, rows, [.. entries], actor, instanceId);
    }

    public override void Completed(Exception error)
    {
        Failure = error;
        _actor.Tell(this, ActorRefs.NoSender);
    }

    // An atomic write of which one event cannot be encoded is rejected whole.
    private static Exception TryEncode(AtomicWrite write, PersistencePlugin plugin, List<EventRow> rows)
    {
        int before = rows.Count;
        try
        {
            foreach (IPersistentRepresentation p in write.Events)
                rows.Add(plugin.Codec.Encode(EventAdaptation.ToJournal(plugin.Adapters, p)));
            return null;
        }
        catch (Exception e)
        {
            rows.RemoveRange(before, rows.Count - before);
            return e;
        }
    }

    /// <summary>One event; a sequence number of 0 marks a deferred one.</summary>
    internal readonly record struct Entry(object Payload, long SequenceNr, IActorRef Sender, Exception Rejection);
}
