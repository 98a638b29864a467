using AkkaFederation.Engine.Persistence;
using static Engine.Tests.Persistence.StoreExtensions;

namespace Engine.Tests.Persistence.Wal;

/// <summary>
/// A fixed script of appends, deletions and snapshots, and what must be found after a crash in the middle of it: all that
/// was acknowledged; of the step under way all or nothing; nothing else.
/// </summary>
internal sealed class WalModel
{
    private static readonly SnapshotRange All = new(0, long.MaxValue, 0, long.MaxValue);
    private readonly SortedDictionary<string, State> _ids = new(StringComparer.Ordinal);
    private (string Id, State Old, State New)? _underWay;

    /// <summary>Steps that were acknowledged.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>Runs the script until it ends or a step fails.</summary>
    public async Task<EventStoreException?> RunAsync(IEventStore store, int steps)
    {
        var random = new Random(17);
        for (int i = 0; i < steps; i++)
        {
            try
            {
                await StepAsync(store, random, i);
            }
            catch (EventStoreException e)
            {
                return e;
            }

            Acknowledged++;
            _ids[_underWay!.Value.Id] = _underWay.Value.New;
            _underWay = null;
        }

        return null;
    }

    /// <summary>What is wrong with what the store holds; empty if nothing is.</summary>
    public async Task<string> CheckAsync(IEventStore store)
    {
        foreach (string id in _ids.Keys.Union(_underWay is { } u ? [u.Id] : []).Order(StringComparer.Ordinal))
        {
            State found = await ReadAsync(store, id);
            State expected = _ids.GetValueOrDefault(id) ?? State.Empty;
            if (found.Is(expected) || (_underWay is { } open && open.Id == id && found.Is(open.New)))
                continue;
            return $"'{id}': found {found}, expected {expected}{(_underWay is { } o && o.Id == id ? $" or {o.New}" : "")}";
        }

        return "";
    }

    /// <summary>What was found counts from now on.</summary>
    public async Task AdoptAsync(IEventStore store)
    {
        foreach (string id in _ids.Keys.Union(_underWay is { } u ? [u.Id] : []).ToArray())
            _ids[id] = await ReadAsync(store, id);
        _underWay = null;
    }

    private async Task StepAsync(IEventStore store, Random random, int step)
    {
        string id = "id-" + random.Next(3);
        State old = _ids.GetValueOrDefault(id) ?? State.Empty;
        switch (step % 9)
        {
            case 4 when old.Highest > 3:
                long to = old.Highest - 2;
                Begin(id, old, old with { DeletedTo = to });
                await store.DeleteEventsAsync(id, to);
                break;
            case 6:
                Begin(id, old, old with { Snapshot = step });
                await store.SaveSnapshotAsync(new SnapshotRow(id, 1, step, BitConverter.GetBytes(step), "s", 1));
                break;
            case 7 when old.Snapshot > 0:
                Begin(id, old, old with { Snapshot = 0 });
                await store.DeleteSnapshotsAsync(id, All);
                break;
            default:
                int count = 1 + random.Next(3);
                int length = random.Next(step % 5 == 0 ? 3000 : 300);
                Begin(id, old, old with { Highest = old.Highest + count });
                await store.AppendAsync([.. Enumerable.Range(1, count).Select(n => Event(id, old.Highest + n, Text(id, old.Highest + n, length)))]);
                break;
        }
    }

    private void Begin(string id, State old, State @new) => _underWay = (id, old, @new);

    private static string Text(string id, long number, int length) => $"{id}/{number}/".PadRight(length, (char)('a' + (number % 26)));

    private static async Task<State> ReadAsync(IEventStore store, string id)
    {
        List<EventRow> rows = await store.ReadAsync(id);
        long highest = await store.HighestSequenceNrAsync(id);
        long first = rows.Count == 0 ? highest + 1 : rows[0].SequenceNr;
        for (int i = 0; i < rows.Count; i++)
        {
            Assert.Equal(first + i, rows[i].SequenceNr);
            Assert.StartsWith($"{id}/{first + i}/", System.Text.Encoding.UTF8.GetString(rows[i].Message), StringComparison.Ordinal);
        }

        if (rows.Count > 0)
            Assert.Equal(highest, rows[^1].SequenceNr);
        SnapshotRow? snapshot = await store.LoadSnapshotAsync(id, All);
        return new State(highest, first - 1, snapshot is null ? 0 : BitConverter.ToInt32(snapshot.Snapshot));
    }

    private sealed record State(long Highest, long DeletedTo, int Snapshot)
    {
        public static readonly State Empty = new(0, 0, 0);

        public bool Is(State other) => this == other;
    }
}
