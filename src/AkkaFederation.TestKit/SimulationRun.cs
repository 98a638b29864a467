using System.Diagnostics;
using AkkaFederation.TestKit.Linearizability;

namespace AkkaFederation.TestKit;

/// <summary>What came of a simulation.</summary>
/// <param name="Plan">What was run.</param>
/// <param name="TraceHash">Hash over all events.</param>
/// <param name="Events">How many there were.</param>
/// <param name="Simulated">Simulated time.</param>
/// <param name="Wall">Time that it took.</param>
/// <param name="Elections">Terms that had a leader.</param>
/// <param name="Commits">Proposals committed.</param>
/// <param name="Acknowledged">Proposals that a client was told are committed.</param>
/// <param name="Certified">Certificates that clients got and that verified.</param>
/// <param name="Violations">What the checkers found.</param>
public sealed record SimulationReport(
    SimulationPlan Plan, string TraceHash, long Events, TimeSpan Simulated, TimeSpan Wall,
    int Elections, int Commits, int Acknowledged, int Certified, IReadOnlyList<Violation> Violations)
{
    /// <summary>Simulated time per wall time.</summary>
    public double Speedup => Simulated / Wall;

    /// <summary>What went wrong, and how often; empty in scenario <see cref="SimulationPlan.Steady"/>.</summary>
    public IReadOnlyDictionary<string, int> Faults { get; init; } = new Dictionary<string, int>();

    /// <summary>Crashes that were followed until all knew; in scenario <see cref="SimulationPlan.Lossy"/> alone.</summary>
    public int Crashes { get; init; }

    /// <summary>Operations of clients of the key-value store whose history was checked; in scenario <see cref="SimulationPlan.Kv"/> alone.</summary>
    public int KeyValueOperations { get; init; }

    /// <summary>Those of them whose outcome nobody was told.</summary>
    public int KeyValueUnknown { get; init; }

    /// <summary>The longest that one of them took to be known by all.</summary>
    public TimeSpan WorstDetection { get; init; }
}

/// <summary>How far a simulation is.</summary>
/// <param name="Seed">Which one.</param>
/// <param name="Now">Simulated time.</param>
/// <param name="End">When it ends, if no rule is broken before.</param>
/// <param name="Events">Events so far.</param>
public sealed record SimulationProgress(ulong Seed, TimeSpan Now, TimeSpan End, long Events);

/// <summary>Runs a plan: a federation under load and faults, then a quiet time in which everything must come right.</summary>
public static class SimulationRun
{
    private const int Clients = 2;
    private const int KeyValueClients = 5;
    private const int Keys = 4;
    private static readonly TimeSpan Think = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FirstFault = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(25);

    /// <summary>Runs to the end, or to the first violation.</summary>
    /// <param name="plan">What to run.</param>
    /// <param name="stop">Gives up.</param>
    /// <param name="progress">Told every 100 ms of simulated time how far it is.</param>
    public static SimulationReport Execute(SimulationPlan plan, CancellationToken stop = default, IProgress<SimulationProgress>? progress = null)
    {
        var isRough = plan.Scenario is SimulationPlan.Rough or SimulationPlan.Kv;
        var world = new SimulatedWorld(plan.Seed, new SimulatedWorldOptions
        {
            Nodes = plan.Nodes,
            Voters = plan.Voters,
            Join = plan.Join,
            Plant = plan.Plant,
            Signatures = plan.Signatures,
            Journal = plan.Journal,
            KeyValue = plan.Scenario == SimulationPlan.Kv,
            LandsAtCrash = isRough ? 0.5 : 0,
            TearsAtCrash = isRough ? 0.5 : 0,
        });
        var watch = Stopwatch.StartNew();
        var end = TimeSpan.FromSeconds(plan.Seconds);
        world.StartAll();
        Load(world, plan, end);
        var faults = TestKit.Faults.Of(plan, world);
        faults?.Begin(FirstFault, end);
        var last = faults is null ? end : end + Quiet;
        void RunTo(TimeSpan to) => SimulationRun.RunTo(world, to, stop, () => progress?.Report(new SimulationProgress(plan.Seed, world.Now, last, world.Events)));
        RunTo(end);
        if (faults is not null) CalmDown(world, last, RunTo);
        if (world.Violations.Count == 0) world.CheckAtRest();
        return new SimulationReport(
            plan, world.TraceHash, world.Events, world.Now, watch.Elapsed, world.Elections, world.Commits, world.Acknowledged, world.Certified, [.. world.Violations])
        {
            Faults = faults?.Struck ?? new Dictionary<string, int>(),
            KeyValueOperations = world.KeyValue.Count,
            KeyValueUnknown = world.KeyValue.Open,
            Crashes = faults?.Accuracy?.Crashes ?? 0,
            WorstDetection = faults?.Accuracy?.Worst ?? TimeSpan.Zero,
        };
    }

    private static void Load(SimulatedWorld world, SimulationPlan plan, TimeSpan end)
    {
        for (var i = 1; i <= KeyValueClients && plan.Scenario == SimulationPlan.Kv; i++)
        {
            var client = world.AddKeyValueClient($"kv{i}", Keys, Think);
            world.Loop.After(TimeSpan.FromSeconds(1) + (Think * i / KeyValueClients), () => client.WorkUntil(end));
        }

        if (plan.Rate <= 0) return;
        var interval = TimeSpan.FromSeconds((double)Clients / plan.Rate);
        for (var i = 1; i <= Clients; i++)
        {
            var client = world.AddClient($"c{i}");
            world.Loop.After(TimeSpan.FromSeconds(1) + (interval * i / Clients), () => client.ProposeUntil(end, interval));
        }
    }

    private static void RunTo(SimulatedWorld world, TimeSpan end, CancellationToken stop, Action told)
    {
        while (world.Now < end && world.Violations.Count == 0)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                world.Run(end - world.Now < Slice ? end - world.Now : Slice);
            }
            catch (Exception e)
            {
                // Whatever comes out of a world is a fault of what runs in it, and replays like any other.
                world.Report("no exception", $"{e.GetType().Name}: {e.Message}");
            }

            told();
        }
    }

    // Safety holds all along; that it goes on again once the weather is good, and that all see it, is said here.
    private static void CalmDown(SimulatedWorld world, TimeSpan end, Action<TimeSpan> runTo)
    {
        // By then every earlier proposal has its answer.
        runTo(end - Quiet + Calm);
        var before = world.Acknowledged;
        world.AddClient("last").Propose();
        var read = 0;
        if (world.Options.KeyValue) ReadAll(world, () => read++);
        runTo(end);
        if (world.Violations.Count == 0 && world.Acknowledged == before)
            world.Report("progress", "nothing is committed though nothing has been wrong for 10 s");
        if (world.Violations.Count == 0 && world.Options.KeyValue && read < Keys)
            world.Report("progress", "nobody reads keys though nothing has been wrong for 10 s");
    }

    // What was acknowledged and is lost shows at the latest now.
    private static void ReadAll(SimulatedWorld world, Action found)
    {
        var reader = world.AddKeyValueClient("kv-last", Keys, Think);
        reader.Do(async store =>
        {
            for (var i = 0; i < Keys; i++)
            {
                var call = world.KeyValue.Call("kv-last", new KeyValueInput.Get($"k{i}"));
                var item = await store.GetAsync($"k{i}");
                world.KeyValue.Answer(call, new KeyValueOutput(item is not null, item?.Text));
                found();
            }
        });
    }
}
