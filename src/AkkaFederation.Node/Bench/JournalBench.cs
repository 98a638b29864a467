using System.Security.Cryptography;
using Akka.Actor;
using Akka.Configuration;
using AkkaFederation.Node.Cli;
using AkkaFederation.Settings;

namespace AkkaFederation.Node.Bench;

/// <summary>
/// Persistent actors on a journal with every commit synced, each with one event under way: events per second, and
/// the time from an actor's Persist to its handler. Warm-up is not counted. Every case has a database of its own.
/// </summary>
internal sealed class JournalBench(int payload, TimeSpan window, JournalKind journal = JournalKind.Sqlite)
{
    public const string Name = "journal";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether cases say which journal they are of, because one run measures several.</summary>
    public bool NamesJournal { get; init; }

    public IReadOnlyList<BenchFigure> Floor(string folder) =>
        [new(Name, "floor", "fsync_p50_us", Math.Round(Bench.Floor.FsyncP50(folder) * 1000, 1), "us")];

    /// <exception cref="FedException">An actor could not write, or fell silent.</exception>
    public async Task<IReadOnlyList<BenchFigure>> RunAsync(int actors, string folder, CancellationToken stop)
    {
        var system = ActorSystem.Create("bench-journal", Config(Path.Combine(folder, $"actors-{actors}.{(journal == JournalKind.Wal ? "wal" : "db")}"), journal));
        try
        {
            var load = new JournalLoad(RandomNumberGenerator.GetBytes(payload), WarmUp, window);
            var results = Enumerable.Range(0, actors).Select(i => StartAsync(system, $"writer-{i}", load));
            var all = await Task.WhenAll(results).WaitAsync(Patience + WarmUp + window, stop);
            var times = new Latencies();
            foreach (var one in all)
                times.Add(one);
            return Figures(actors, times);
        }
        catch (TimeoutException)
        {
            throw FedException.Failed("the journal fell silent while it was measured.");
        }
        finally
        {
            await system.Terminate();
        }
    }

    private static Task<Latencies> StartAsync(ActorSystem system, string id, JournalLoad load)
    {
        var result = new TaskCompletionSource<Latencies>(TaskCreationOptions.RunContinuationsAsynchronously);
        system.ActorOf(Props.Create(() => new JournalWriter(id, load, result)), id);
        return result.Task;
    }

    private IReadOnlyList<BenchFigure> Figures(int actors, Latencies times)
    {
        if (times.Count == 0)
            throw FedException.Failed($"no event was written within {window.TotalSeconds:0.#} s with {actors} actors.");
        var row = $"actors={actors}{(NamesJournal ? CaseOf(journal) : "")}";
        return
        [
            new(Name, row, "events_per_s", Math.Round(times.Count / window.TotalSeconds), "1/s"),
            new(Name, row, "p50_us", Math.Round(times.Percentile(50) * 1000, 1), "us"),
            new(Name, row, "p99_us", Math.Round(times.Percentile(99) * 1000, 1), "us"),
        ];
    }

    public static string CaseOf(JournalKind journal) => " journal=" + CommonOptions.NameOf(journal);

    private static Config Config(string place, JournalKind journal) => ConfigurationFactory.ParseString(journal == JournalKind.Wal
        ? $$"""
            akka.loglevel = OFF
            akka.persistence.journal { plugin = "akka.persistence.journal.wal", wal.dir = "{{place.Replace('\\', '/')}}" }
            """
        : $$"""
            akka.loglevel = OFF
            akka.persistence.journal {
              plugin = "akka.persistence.journal.sql"
              sql { connection-string = "Data Source={{place.Replace('\\', '/')}}", provider-name = "SQLite.MS" }
            }
            """);
}
