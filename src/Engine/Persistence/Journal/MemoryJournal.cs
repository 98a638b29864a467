#nullable disable
using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Persistence.Journal;

/// <summary>Keeps events in memory for as long as the journal's actor lives. For tests.</summary>
public class MemoryJournal : AsyncWriteJournal
{
    private readonly ConcurrentDictionary<string, LinkedList<IPersistentRepresentation>> _messages = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _highest = new(StringComparer.Ordinal);

    protected virtual ConcurrentDictionary<string, LinkedList<IPersistentRepresentation>> Messages => _messages;

    public override Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback)
    {
        foreach (IPersistentRepresentation p in Read(persistenceId, fromSequenceNr, toSequenceNr, max))
            recoveryCallback(p);
        return Task.CompletedTask;
    }

    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr) =>
        Task.FromResult(HighestSequenceNr(persistenceId));

    public IDictionary<string, LinkedList<IPersistentRepresentation>> Add(IPersistentRepresentation persistent)
    {
        Messages.GetOrAdd(persistent.PersistenceId, _ => new LinkedList<IPersistentRepresentation>()).AddLast(persistent);
        _highest[persistent.PersistenceId] = persistent.SequenceNr;
        return Messages;
    }

    public IDictionary<string, LinkedList<IPersistentRepresentation>> Update(
        string pid, long seqNr, Func<IPersistentRepresentation, IPersistentRepresentation> updater)
    {
        if (Messages.TryGetValue(pid, out LinkedList<IPersistentRepresentation> events))
        {
            for (LinkedListNode<IPersistentRepresentation> node = events.First; node is not null; node = node.Next)
            {
                if (node.Value.SequenceNr == seqNr)
                    node.Value = updater(node.Value);
            }
        }

        return Messages;
    }

    public IDictionary<string, LinkedList<IPersistentRepresentation>> Delete(string pid, long seqNr)
    {
        if (Messages.TryGetValue(pid, out LinkedList<IPersistentRepresentation> events))
        {
            for (LinkedListNode<IPersistentRepresentation> node = events.First; node is not null; node = node.Next)
            {
                if (node.Value.SequenceNr == seqNr)
                {
                    events.Remove(node);
                    break;
                }
            }
        }

        return Messages;
    }

    public IEnumerable<IPersistentRepresentation> Read(string pid, long fromSeqNr, long toSeqNr, long max) =>
        Messages.TryGetValue(pid, out LinkedList<IPersistentRepresentation> events)
            ? events.Where(p => p.SequenceNr >= fromSeqNr && p.SequenceNr <= toSeqNr).Take((int)Math.Min(max, int.MaxValue))
            : [];

    public long HighestSequenceNr(string pid)
    {
        long remembered = _highest.GetValueOrDefault(pid);
        return Messages.TryGetValue(pid, out LinkedList<IPersistentRepresentation> events) && events.Last is { } last
            ? Math.Max(remembered, last.Value.SequenceNr)
            : remembered;
    }

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        foreach (AtomicWrite write in messages)
        {
            foreach (IPersistentRepresentation p in write.Events)
                Add(p);
        }

        return Task.FromResult<IImmutableList<Exception>>(null);
    }

    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr)
    {
        if (Messages.TryGetValue(persistenceId, out LinkedList<IPersistentRepresentation> events))
        {
            while (events.First is { } first && first.Value.SequenceNr <= toSequenceNr)
                events.RemoveFirst();
        }

        return Task.CompletedTask;
    }

    protected override bool ReceivePluginInternal(object message) => false;
}
