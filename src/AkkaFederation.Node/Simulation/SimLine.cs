using AkkaFederation.TestKit;

namespace AkkaFederation.Node.Simulation;

/// <summary>A report as <c>fed sim --json</c> prints it.</summary>
internal sealed record SimLine(
    ulong Seed, int Nodes, string Scenario, double SimulatedSeconds, double WallSeconds, double Speedup, string TraceHash, long Events,
    int Elections, int Commits, int Acknowledged, int Certified, int KeyValueOperations, int KeyValueUnknown, int Crashes, double WorstDetectionSeconds, IReadOnlyDictionary<string, int> Faults, IReadOnlyList<string> Violations, string Replay)
{
    public static SimLine Of(SimulationReport report) => new(
        report.Plan.Seed,
        report.Plan.Nodes,
        report.Plan.Scenario,
        report.Simulated.TotalSeconds,
        Math.Round(report.Wall.TotalSeconds, 3),
        Math.Round(report.Speedup, 1),
        report.TraceHash,
        report.Events,
        report.Elections,
        report.Commits,
        report.Acknowledged,
        report.Certified,
        report.KeyValueOperations,
        report.KeyValueUnknown,
        report.Crashes,
        report.WorstDetection.TotalSeconds,
        report.Faults,
        [.. report.Violations.Select(v => v.ToString())],
        report.Plan.ReplayCommand);
}
