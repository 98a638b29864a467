using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

// Entries that have left memory: they are asked of the shell, which reads the journal beside the log, and sent or applied
// when they come.
internal sealed partial class RaftCore
{
    // Entries proposed in a heartbeat's time from which on a leader counts as busy.
    private const ulong BusyEntries = 10;
    private readonly ReadAhead _applying = new();
    private TimeSpan _pacedAt;
    private long _allowance;
    private ulong _lastAtBeat;
    private bool _busy;

    /// <summary>Applied entries up to here are taken over by whoever needs them; what comes after stays in memory.</summary>
    public ulong TakenOver { get; set; } = ulong.MaxValue;

    /// <summary>Entries are yet to be applied that have left memory: after a restart, until they are read.</summary>
    public bool IsCatchingUp => Applied + 1 < Log.WindowFirst;

    /// <summary>Whether the follower needs entries whose payloads this node does not have any more.</summary>
    public bool IsBeyondLog(Progress follower) => !follower.Probing && follower.Next < Log.FirstIndex;

    /// <summary>Entries that were asked for in <see cref="Ready.Wanted"/>; none if they could not be had.</summary>
    public void EntriesRead(EntriesWanted wanted, IReadOnlyList<LogEntry> entries)
    {
        var reading = wanted.For.IsEmpty ? _applying : Follower(wanted.For)?.Reading;

        // What was cut off meanwhile has another term now, and the term of its last entry names all of a log.
        var current = entries.Count == 0 || Log.Matches(entries[^1].Index, entries[^1].Term);
        reading?.Answer(wanted.Number, current ? entries : []);
    }

    /// <summary>The tile with this number is on disk.</summary>
    public void TileStored(ulong number) => Log.Tree.MarkStored(number + 1);

    // A disk and a processor that read and send old entries as fast as they can leave little to those who propose: while there
    // are such, what is far behind gets a share of it.
    private void Pace(TimeSpan now)
    {
        var most = (long)(_options.CatchUpRate * (2 * _options.Heartbeat).TotalSeconds);
        _allowance = Math.Min(most, _allowance + (long)(_options.CatchUpRate * Math.Min(1, (now - _pacedAt).TotalSeconds)));
        _pacedAt = now;
    }

    private void NoteLoad()
    {
        _busy = Log.LastIndex - Math.Min(_lastAtBeat, Log.LastIndex) >= BusyEntries;
        _lastAtBeat = Log.LastIndex;
    }

    private IReadOnlyList<LogEntry> OldEntries(Progress follower)
    {
        if (IsBeyondLog(follower) || (_busy && _allowance <= 0)) return [];
        var entries = follower.Reading.Take(follower.Next, _options.MaxAppendWeight, _options.MaxAppendEntries);
        for (var i = 0; i < entries.Count; i++) _allowance -= entries[i].Weight;
        return entries;
    }

    private void AskForEntries(Progress follower)
    {
        if (!follower.Probing && follower.Next < Log.WindowFirst && !IsBeyondLog(follower))
            Ask(follower.Id, follower.Reading, follower.Next);
    }

    private void Ask(Did reader, ReadAhead reading, ulong from)
    {
        if (reading.Next != from) reading.Take(from, 0, 0);
        if (reading.Ask(Log.WindowFirst, _options.ReadAheadBytes) is { } question)
            _ready.Wanted.Add(new EntriesWanted(reader, question.Number, question.From, Log.WindowFirst));
    }

    // Up to where entries can be applied now: what is not in memory is read first.
    private ulong Applicable()
    {
        if (Applied == Commit || Applied + 1 >= Log.WindowFirst)
        {
            if (TakenOver >= Log.WindowFirst - 1) Log.Load([]);
            return Commit;
        }

        if (TakenOver < Applied) return Applied;
        var entries = _applying.Take(Applied + 1, int.MaxValue, int.MaxValue);
        Log.Load(entries);
        Ask(default, _applying, Applied + (ulong)entries.Count + 1);
        return Math.Min(Commit, Applied + (ulong)entries.Count);
    }
}
