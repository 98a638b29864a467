using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>What survives a crash: exactly the batches whose write was finished, and the chunks of snapshots.</summary>
internal sealed class SimDisk
{
    private readonly List<LogEntry> _entries = [];
    private readonly Dictionary<(int Slot, int Number), ReadOnlyMemory<byte>> _chunks = [];
    private LogBase? _base;
    private readonly List<PersistBatch> _events = [];

    /// <summary>What a back-up made now would hold.</summary>
    public SimDisk Copy()
    {
        var copy = new SimDisk { _base = _base, Hard = Hard, Commit = Commit, Joined = Joined, Record = Record };
        copy._entries.AddRange(_entries);
        copy._events.AddRange(_events);
        foreach (var (key, chunk) in _chunks) copy._chunks.Add(key, chunk);
        foreach (var (number, tile) in Tiles) copy.Tiles.Add(number, tile);
        return copy;
    }

    public HardState Hard { get; private set; }

    /// <summary>This node's votes in ballots.</summary>
    public SortedDictionary<ulong, BallotChoice> Votes { get; } = [];

    public ulong Commit { get; private set; }

    /// <summary>The snapshot that may be relied on.</summary>
    public SnapshotRecord? Record { get; set; }

    private ulong First => (_base?.Index ?? 0) + 1;

    /// <summary>The parts of the history tree that were stored.</summary>
    public SortedDictionary<ulong, LeafTile> Tiles { get; } = [];

    /// <summary>Where in the journal the entries are; of this life, found out anew at each start.</summary>
    public JournalIndex Places { get; private set; } = new();

    public void Write(PersistBatch batch)
    {
        _events.Add(batch);
        Places.Written(_events.Count, batch);
        if (batch.TruncateFrom > 0) _entries.RemoveRange((int)(batch.TruncateFrom - First), _entries.Count - (int)(batch.TruncateFrom - First));
        foreach (var entry in batch.Entries)
        {
            Assert.Equal(First + (ulong)_entries.Count, entry.Index);
            _entries.Add(entry);
        }

        Hard = batch.Hard;
        Commit = Math.Max(Commit, batch.Commit);
    }

    /// <summary>The log that a node which was not among the founders belongs to; it survives like all else.</summary>
    public SignedGenesis? Joined { get; set; }

    public bool Holds(ulong index, ulong term) =>
        index < First || (index < First + (ulong)_entries.Count && _entries[(int)(index - First)].Term == term);

    /// <summary>A voter's recovery, event by event, with as little memory as it may have.</summary>
    public RaftLog Recover(LogLimits limits)
    {
        var (log, commit) = (new RaftLog(limits), 0UL);
        Places = new JournalIndex();
        for (var i = 0; i < _events.Count; i++)
        {
            var batch = _events[i];
            if (batch.TruncateFrom > 0 && batch.TruncateFrom <= log.LastIndex) log.TruncateFrom(batch.TruncateFrom);
            foreach (var entry in batch.Entries) log.Append(entry);
            commit = Math.Min(Math.Max(commit, batch.Commit), log.LastIndex);
            Places.Written(i + 1, batch);
            log.Tree.MarkStored(batch.Tiles);
            log.Trim(commit);
        }

        return log;
    }

    /// <summary>What a reader of the journal finds of entries from <paramref name="from"/> on, in one stretch.</summary>
    public LogEntry[] ReadStretch(ulong from, ulong before)
    {
        if (Places.Find(from) is not { } span) return [];
        return [.. _events.GetRange((int)span.FromSequence - 1, (int)(span.ToSequence - span.FromSequence + 1))
            .SelectMany(b => b.Entries).Where(e => e.Index >= from && e.Index < Math.Min(before, span.Before))];
    }

    public RaftLog ReadLog()
    {
        var log = new RaftLog();
        if (_base is not null) log.Restore(_base);
        foreach (var entry in _entries) log.Append(entry);
        return log;
    }

    public IReadOnlyList<LogEntry> Read(ulong from, ulong before) => [.. _entries.Where(e => e.Index >= from && e.Index < before)];

    /// <summary>Payloads up to an entry of this log are deleted.</summary>
    public void CompactTo(RaftLog log, ulong index)
    {
        var from = log.BaseToSend(index);
        _entries.RemoveRange(0, (int)(index - First + 1));
        _base = from;
    }

    /// <summary>A snapshot takes the place of the whole log.</summary>
    public void Install(SnapshotRecord record, HardState hard)
    {
        _entries.Clear();
        (_base, Record, Hard, Commit) = (record.Manifest.Log, record, hard, Math.Max(Commit, record.Mark));
    }

    public void Erase(int slot)
    {
        foreach (var key in _chunks.Keys.Where(k => k.Slot == slot).ToList()) _chunks.Remove(key);
    }

    public void Save(int slot, int number, ReadOnlyMemory<byte> bytes) => _chunks[(slot, number)] = bytes;

    public ReadOnlyMemory<byte>? Load(int slot, int number) => _chunks.TryGetValue((slot, number), out var bytes) ? bytes : null;
}
