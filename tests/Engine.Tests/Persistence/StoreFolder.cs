using AkkaFederation.Engine.Persistence;

namespace Engine.Tests.Persistence;

/// <summary>A folder of its own for a test's database, gone afterwards.</summary>
internal sealed class StoreFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("journal-");

    public string Path => _folder.FullName;

    public string Database => System.IO.Path.Combine(_folder.FullName, "node.db");

    public SqliteOptions Options => new() { File = Database };

    public SqliteEventStore Open() => SqliteEventStore.Open(Options);

    /// <summary>Name and content of every file, to show that something was left alone.</summary>
    public SortedDictionary<string, string> Fingerprint()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (FileInfo file in _folder.GetFiles())
            files[file.Name] = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file.FullName)));
        return files;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

internal static class StoreExtensions
{
    public static EventRow Event(string id, long sequenceNr, string text = "") =>
        new(id, sequenceNr, 638_000_000_000_000_000 + sequenceNr, System.Text.Encoding.UTF8.GetBytes(text), "m", 7, null, "writer");

    public static Task AppendAsync(this IEventStore store, params EventRow[] rows)
    {
        var append = new TaskAppend(rows);
        store.Append(append);
        return append.Task;
    }

    public static async Task<List<EventRow>> ReadAsync(this IEventStore store, string id, long from = 1, long to = long.MaxValue, long max = long.MaxValue)
    {
        var rows = new List<EventRow>();
        await store.ReplayAsync(id, from, to, max, rows.Add);
        return rows;
    }

    private sealed class TaskAppend(EventRow[] rows) : EventAppend(rows[0].PersistenceId, rows)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => _done.Task;

        public override void Completed(Exception? error)
        {
            if (error is null)
                _done.SetResult();
            else
                _done.SetException(error);
        }
    }
}

/// <summary>An append that keeps the writer's thread busy from its completion until it is let go.</summary>
internal sealed class BlockingAppend(params EventRow[] rows) : EventAppend(rows[0].PersistenceId, rows)
{
    private readonly ManualResetEventSlim _reached = new();
    private readonly ManualResetEventSlim _release = new();

    public void WaitUntilReached() => Assert.True(_reached.Wait(TimeSpan.FromSeconds(30)), "the append was not completed");

    public void Release() => _release.Set();

    public override void Completed(Exception? error)
    {
        _reached.Set();
        _release.Wait(TimeSpan.FromSeconds(30));
    }
}
