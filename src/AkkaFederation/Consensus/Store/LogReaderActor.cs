using Akka.Actor;
using Akka.Persistence;

namespace AkkaFederation.Consensus;

/// <summary>
/// Reads old entries of the log, one stretch of the journal at a time. What stands in the journal beside them (entries that
/// were cut off later, other events) is left out by the stretch's bounds.
/// </summary>
internal sealed class LogReaderActor : ReceiveActor
{
    public const string Name = "log-reader";
    private readonly ILogReader _reader;
    private readonly Queue<Read> _waiting = new();
    private readonly List<LogEntry> _entries = [];
    private Read? _current;

    public LogReaderActor(ILogReader reader)
    {
        _reader = reader;
        Receive<Read>(OnRead);
        Receive<ReplayedMessage>(m => Take(m.Persistent.Payload));
        Receive<RecoverySuccess>(_ => Finish(new Entries(_current!.Context, _current.From, _entries.ToArray())));
        Receive<ReplayMessagesFailure>(m => Finish(new Failed(m.Cause)));
    }

    public static Props Props(ILogReader reader) => Akka.Actor.Props.Create(() => new LogReaderActor(reader));

    private void OnRead(Read read)
    {
        _waiting.Enqueue(read);
        if (_current is null) Next();
    }

    private void Next()
    {
        if (!_waiting.TryDequeue(out _current)) return;
        _reader.Read(_current.Span.FromSequence, _current.Span.ToSequence, Self);
    }

    private void Take(object payload)
    {
        if (_current is null || payload is not PersistBatch batch) return;
        foreach (var entry in batch.Entries)
        {
            if (entry.Index >= _current.From && entry.Index < _current.Before) _entries.Add(entry);
        }
    }

    private void Finish(object answer)
    {
        _entries.Clear();
        Context.Parent.Tell(answer);
        Next();
    }

    /// <summary>Entries from <see cref="From"/> on out of a stretch that holds it; the context comes back with them.</summary>
    public sealed record Read(JournalSpan Span, ulong From, ulong Before, object Context);

    /// <summary>What was read; none if the journal has them no more.</summary>
    public sealed record Entries(object Context, ulong From, IReadOnlyList<LogEntry> Found);

    /// <summary>The journal cannot be read.</summary>
    public sealed record Failed(Exception Cause);
}
