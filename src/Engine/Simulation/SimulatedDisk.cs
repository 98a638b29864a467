using AkkaFederation.Engine.Persistence;

namespace AkkaFederation.Engine.Simulation;

/// <summary>
/// What of a process outlives it: the events and snapshots that were synced. Its switches are those of a bad disk.
/// Left out: torn and corrupted writes; the SQL store answers for those, and is tested for it.
/// </summary>
internal sealed class SimulatedDisk(Random random)
{
    private readonly Dictionary<string, SortedDictionary<long, EventRow>> _events = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _highest = new(StringComparer.Ordinal);
    private readonly List<SnapshotRow> _snapshots = [];
    private bool _stalled;

    /// <summary>Shortest and longest sync.</summary>
    public (TimeSpan Least, TimeSpan Most) Sync { get; set; } = (TimeSpan.FromMicroseconds(200), TimeSpan.FromMilliseconds(2));

    /// <summary>While set, nothing is written or read, and nobody is told.</summary>
    public bool Stalled
    {
        get => _stalled;
        set
        {
            _stalled = value;
            if (!value) Unstalled?.Invoke();
        }
    }

    /// <summary>While set, every request fails.</summary>
    public bool Failing { get; set; }

    /// <summary>How likely the group under way at a crash is on the disk though nobody was told.</summary>
    public double LandsAtCrash { get; set; }

    /// <summary>A planted bug: what recovery reads in the place of what was written.</summary>
    public Func<EventRow, EventRow>? Misread { get; set; }

    public Action? Unstalled { get; set; }

    public TimeSpan NextSync() => Sync.Least + TimeSpan.FromTicks(random.NextInt64((Sync.Most - Sync.Least).Ticks + 1));

    public bool NextLands() => LandsAtCrash > 0 && random.NextDouble() < LandsAtCrash;

    public void Append(IReadOnlyList<EventRow> rows)
    {
        foreach (var row in rows)
        {
            if (!_events.TryGetValue(row.PersistenceId, out var log)) _events[row.PersistenceId] = log = [];
            if (!log.TryAdd(row.SequenceNr, row))
                throw new EventStoreException(EventStoreFault.Rejected, "", $"{row.PersistenceId}: sequence number {row.SequenceNr} is written twice.");
            _highest[row.PersistenceId] = Math.Max(Highest(row.PersistenceId), row.SequenceNr);
        }
    }

    public long Highest(string id) => _highest.GetValueOrDefault(id);

    public IEnumerable<EventRow> Read(string id, long from, long to, long max) => _events.TryGetValue(id, out var log)
        ? log.Values.Where(r => r.SequenceNr >= from && r.SequenceNr <= to).Take((int)Math.Min(max, int.MaxValue)).Select(r => Misread?.Invoke(r) ?? r)
        : [];

    public void DeleteEvents(string id, long to)
    {
        if (!_events.TryGetValue(id, out var log)) return;
        foreach (var number in log.Keys.Where(n => n <= to).ToArray()) log.Remove(number);
    }

    public void Save(SnapshotRow row)
    {
        _snapshots.RemoveAll(s => s.PersistenceId == row.PersistenceId && s.SequenceNr == row.SequenceNr);
        _snapshots.Add(row);
    }

    public SnapshotRow? Load(string id, SnapshotRange range) =>
        _snapshots.Where(s => IsIn(s, id, range)).OrderByDescending(s => s.SequenceNr).FirstOrDefault();

    public void DeleteSnapshots(string id, SnapshotRange range) => _snapshots.RemoveAll(s => IsIn(s, id, range));

    private static bool IsIn(SnapshotRow row, string id, SnapshotRange range) =>
        row.PersistenceId == id && row.SequenceNr >= range.MinSequenceNr && row.SequenceNr <= range.MaxSequenceNr
        && row.Created >= range.MinCreated && row.Created <= range.MaxCreated;
}
