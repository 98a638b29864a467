using AkkaFederation.Engine.Persistence;

namespace AkkaFederation.Engine.Simulation;

/// <summary>
/// What of a process outlives it: the events and snapshots that were synced. Its switches are those of a bad disk.
/// Left out: corrupted writes; the stores that keep bytes answer for those, and are tested for it.
/// </summary>
internal sealed class SimulatedDisk(Random random)
{
    private readonly Dictionary<string, SortedList<long, EventRow>> _events = new(StringComparer.Ordinal);
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
    public bool Failing
    {
        get => Files.Failing;
        set => Files.Failing = value;
    }

    /// <summary>While set, what needs room fails; what is there can be read.</summary>
    public bool Full
    {
        get => Files.Full;
        set => Files.Full = value;
    }

    /// <summary>While set, nothing can be written; what is there can be read.</summary>
    public bool ReadOnly
    {
        get => Files.ReadOnly;
        set => Files.ReadOnly = value;
    }

    /// <summary>Whether it refuses anything.</summary>
    public bool IsBad => Failing || Full || ReadOnly;

    /// <summary>What a write-ahead journal keeps on it.</summary>
    public SimulatedFileSystem Files { get; } = new();

    /// <summary>How likely the group under way at a crash is on the disk though nobody was told.</summary>
    public double LandsAtCrash { get; set; }

    /// <summary>How likely only the first requests of a group that lands are on it: each of them whole, none after the tear.</summary>
    public double TearsAtCrash { get; set; }

    /// <summary>A planted bug: what recovery reads in the place of what was written.</summary>
    public Func<EventRow, EventRow>? Misread { get; set; }

    public Action? Unstalled { get; set; }

    public TimeSpan NextSync() => Sync.Least + TimeSpan.FromTicks(random.NextInt64((Sync.Most - Sync.Least).Ticks + 1));

    /// <summary>How many of the requests that were under way at a crash are on the disk.</summary>
    public int NextLanded(int underWay)
    {
        if (LandsAtCrash <= 0 || random.NextDouble() >= LandsAtCrash) return 0;
        return TearsAtCrash > 0 && random.NextDouble() < TearsAtCrash ? random.Next(underWay + 1) : underWay;
    }

    /// <summary>Says of each sector and name that was under way at a crash whether it is on the disk: none, all, or any.</summary>
    public Func<bool> NextSurvivors()
    {
        if (LandsAtCrash <= 0 || random.NextDouble() >= LandsAtCrash) return () => false;
        return TearsAtCrash > 0 && random.NextDouble() < TearsAtCrash ? () => random.Next(2) == 0 : () => true;
    }

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
        var kept = new SortedList<long, EventRow>();
        foreach (var (number, row) in log)
        {
            if (number > to) kept.Add(number, row);
        }

        _events[id] = kept;
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
