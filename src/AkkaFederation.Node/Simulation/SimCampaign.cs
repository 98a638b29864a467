using System.Diagnostics;
using AkkaFederation.TestKit;

namespace AkkaFederation.Node.Simulation;

/// <summary>What came of a campaign.</summary>
internal sealed record SimCampaignSummary(int Seeds, string Scenario, double SimulatedSeconds, double WallSeconds, long Acknowledged, IReadOnlyList<ulong> Failed);

/// <summary>Runs one plan with many seeds, each world on a thread of its own, and tells of them in the order of the seeds.</summary>
internal sealed class SimCampaign(SimulationPlan plan, SeedRange seeds, int jobs)
{
    private readonly Lock _gate = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly SortedDictionary<int, SimulationReport> _early = [];
    private readonly List<ulong> _failed = [];
    private int _begun;
    private int _told;
    private TimeSpan _simulated;
    private long _acknowledged;

    public SeedRange Seeds => seeds;

    /// <param name="tell">Called once for each seed, with the time since the beginning; never twice at a time.</param>
    /// <param name="stop">Ends it, between two steps of each world.</param>
    public async Task<SimCampaignSummary> RunAsync(Action<SimulationReport, TimeSpan> tell, CancellationToken stop)
    {
        // A thread each: a world keeps its own busy from beginning to end.
        await Task.WhenAll(Enumerable.Range(0, Math.Min(jobs, seeds.Count)).Select(_ =>
            Task.Factory.StartNew(() => Work(tell, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        return new SimCampaignSummary(
            seeds.Count, plan.Scenario, Math.Round(_simulated.TotalSeconds, 3), Math.Round(_watch.Elapsed.TotalSeconds, 3), _acknowledged, _failed);
    }

    private void Work(Action<SimulationReport, TimeSpan> tell, CancellationToken stop)
    {
        for (var index = Interlocked.Increment(ref _begun) - 1; index < seeds.Count; index = Interlocked.Increment(ref _begun) - 1)
        {
            var report = SimulationRun.Execute(plan with { Seed = seeds.First + (ulong)index }, stop);
            lock (_gate)
            {
                _early.Add(index, report);
                while (_early.Remove(_told, out var next))
                {
                    _told++;
                    Count(next);
                    tell(next, _watch.Elapsed);
                }
            }
        }
    }

    private void Count(SimulationReport report)
    {
        _simulated += report.Simulated;
        _acknowledged += report.Acknowledged;
        if (report.Violations.Count > 0) _failed.Add(report.Plan.Seed);
    }
}
