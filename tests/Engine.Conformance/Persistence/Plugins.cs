using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Akka.Persistence.Snapshot;

namespace Engine.Conformance.Persistence;

/// <summary>Holds every write until it is told "release"; tells who asked ("notify") how many writes are held.</summary>
public sealed class HeldJournal : MemoryJournal
{
    private readonly Queue<(TaskCompletionSource<IImmutableList<Exception>?> Done, AtomicWrite[] Writes)> _held = new();
    private IActorRef? _observer;

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        var done = new TaskCompletionSource<IImmutableList<Exception>?>();
        AtomicWrite[] writes = messages.ToArray();
        _held.Enqueue((done, writes));
        _observer?.Tell($"held {writes.Sum(w => w.Size)}");
        return done.Task!;
    }

    protected override bool ReceivePluginInternal(object message)
    {
        switch (message)
        {
            case "notify":
                _observer = Sender;
                Sender.Tell("notifying");
                return true;
            case "release":
                (TaskCompletionSource<IImmutableList<Exception>?> done, AtomicWrite[] writes) = _held.Dequeue();
                foreach (AtomicWrite write in writes)
                {
                    foreach (IPersistentRepresentation p in (IEnumerable<IPersistentRepresentation>)write.Payload)
                        Add(p);
                }

                done.SetResult(null);
                return true;
            default:
                return base.ReceivePluginInternal(message);
        }
    }
}

/// <summary>Fails a request with an event that contains "fail", rejects atomic writes with one that contains "reject".</summary>
public sealed class FailingJournal : MemoryJournal
{
    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        AtomicWrite[] writes = messages.ToArray();
        if (writes.Any(w => Has(w, "fail")))
            throw new InvalidOperationException("disk on fire");
        var results = new List<Exception?>();
        foreach (AtomicWrite write in writes)
        {
            bool rejected = Has(write, "reject");
            results.Add(rejected ? new ArgumentException("not like this") : null);
            if (!rejected)
                await base.WriteMessagesAsync([write]);
        }

        return results.ToImmutableList()!;
    }

    public override Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback) =>
        persistenceId.Contains("unreadable", StringComparison.Ordinal)
            ? throw new InvalidOperationException("unreadable journal")
            : base.ReplayMessagesAsync(context, persistenceId, fromSequenceNr, toSequenceNr, max, recoveryCallback);

    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr) =>
        throw new InvalidOperationException("cannot delete");

    private static bool Has(AtomicWrite write, string text) =>
        ((IEnumerable<IPersistentRepresentation>)write.Payload).Any(p => p.Payload.ToString()!.Contains(text, StringComparison.Ordinal));
}

/// <summary>Saves nothing; loads nothing for ids that contain "unreadable".</summary>
public sealed class FailingSnapshotStore : SnapshotStore
{
    protected override Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria) =>
        persistenceId.Contains("unreadable", StringComparison.Ordinal)
            ? Task.FromException<SelectedSnapshot>(new InvalidOperationException("unreadable snapshot"))
            : Task.FromResult<SelectedSnapshot>(null!);

    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot) =>
        Task.FromException(new InvalidOperationException("cannot save"));

    protected override Task DeleteAsync(SnapshotMetadata metadata) =>
        Task.FromException(new InvalidOperationException("cannot delete one"));

    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria) =>
        Task.FromException(new InvalidOperationException("cannot delete many"));
}

/// <summary>Writes texts in upper case; reads each twice, unless it is empty of letters.</summary>
public sealed class UpperCaseAdapter : IEventAdapter
{
    public string Manifest(object evt) => "upper";

    public object ToJournal(object evt) => ((string)evt).ToUpperInvariant();

    public IEventSequence FromJournal(object evt, string manifest) => (string)evt switch
    {
        "DROP" => EventSequence.Empty,
        "TWICE" => EventSequence.Create("TWICE-" + manifest, "TWICE"),
        _ => EventSequence.Single(evt),
    };
}
