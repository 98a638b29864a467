using System.Diagnostics;
using AkkaFederation.TestKit;

namespace AkkaFederation.Node.Simulation;

/// <summary>What came of a campaign.</summary>
/// <param name="Seeds">How many were run.</param>
/// <param name="Scenario">What went wrong.</param>
/// <param name="SimulatedSeconds">Of all worlds together.</param>
/// <param name="WallSeconds">From the beginning to the end.</param>
/// <param name="SpeedupPerJob">Simulated time per time that a job took.</param>
/// <param name="Elections">Terms that had a leader.</param>
/// <param name="Commits">Proposals committed.</param>
/// <param name="Acknowledged">Proposals that a client was told are committed.</param>
/// <param name="Certified">Certificates that clients got and that verified.</param>
/// <param name="Faults">What went wrong, and how often.</param>
/// <param name="Violations">Rules that were broken.</param>
/// <param name="Failed">The seeds that broke one.</param>
internal sealed record SimCampaignSummary(
    int Seeds, string Scenario, double SimulatedSeconds, double WallSeconds, double SpeedupPerJob, long Elections, long Commits, long Acknowledged,
    long Certified, IReadOnlyDictionary<string, long> Faults, int Violations, IReadOnlyList<ulong> Failed);

/// <summary>Runs one plan with many seeds, each world on a thread of its own, and tells of them in the order of the seeds.</summary>
internal sealed class SimCampaign(Func<ulong, SimulationPlan> planOf, SeedRange seeds, int jobs)
{
    private readonly Lock _gate = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly SortedDictionary<int, SimulationReport> _early = [];
    private readonly SortedDictionary<string, long> _faults = new(StringComparer.Ordinal);
    private readonly List<ulong> _failed = [];
    private int _begun;
    private int _told;
    private TimeSpan _simulated;
    private (long Elections, long Commits, long Acknowledged, long Certified, int Violations) _sum;

    public SeedRange Seeds => seeds;

    /// <param name="tell">Called once for each seed, with the time since the beginning; never twice at a time.</param>
    /// <param name="stop">Ends it, between two steps of each world.</param>
    public async Task<SimCampaignSummary> RunAsync(Action<SimulationReport, TimeSpan> tell, CancellationToken stop)
    {
        // A thread each: a world keeps its own busy from beginning to end.
        var used = Math.Min(jobs, seeds.Count);
        await Task.WhenAll(Enumerable.Range(0, used).Select(_ =>
            Task.Factory.StartNew(() => Work(tell, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        return new SimCampaignSummary(
            seeds.Count, planOf(seeds.First).Scenario, Math.Round(_simulated.TotalSeconds, 3), Math.Round(_watch.Elapsed.TotalSeconds, 3),
            Math.Round(_simulated / _watch.Elapsed / used, 1), _sum.Elections, _sum.Commits, _sum.Acknowledged, _sum.Certified, _faults, _sum.Violations, _failed);
    }

    private void Work(Action<SimulationReport, TimeSpan> tell, CancellationToken stop)
    {
        for (var index = Interlocked.Increment(ref _begun) - 1; index < seeds.Count; index = Interlocked.Increment(ref _begun) - 1)
        {
            var report = SimulationRun.Execute(planOf(seeds.First + (ulong)index), stop);
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
        _sum.Elections += report.Elections;
        _sum.Commits += report.Commits;
        _sum.Acknowledged += report.Acknowledged;
        _sum.Certified += report.Certified;
        _sum.Violations += report.Violations.Count;
        foreach (var (fault, times) in report.Faults) _faults[fault] = _faults.GetValueOrDefault(fault) + times;
        if (report.Violations.Count > 0) _failed.Add(report.Plan.Seed);
    }
}
