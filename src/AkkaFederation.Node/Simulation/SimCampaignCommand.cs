using System.CommandLine;
using System.Globalization;
using AkkaFederation.Node.Cli;
using AkkaFederation.Settings;
using AkkaFederation.TestKit;

namespace AkkaFederation.Node.Simulation;

/// <summary><c>fed sim campaign</c>: many seeds of one scenario; every failure with the command that replays it.</summary>
internal static class SimCampaignCommand
{
    public static Command Create(CliIo io)
    {
        var seeds = SeedRange.Seeds();
        var options = new SimOptions(SimulationPlan.Rough, JournalKind.Sqlite, JournalKind.Wal);
        var jobs = CommonOptions.Number("--jobs", "How many run at the same time, each on a core; by default as many as there are.", Environment.ProcessorCount, 1, 256);
        var brief = new Option<bool>("--summary") { Description = "With --json: no line for seeds that broke no rule." };
        var json = CommonOptions.Json();
        var command = new FedCommand("campaign", "Simulate many seeds, by default 1 to 10,000 in rough weather; exit code 1 if any broke a rule.",
            "fed sim campaign",
            "fed sim campaign --seeds 1-20 --signatures real --seconds 30",
            "fed sim campaign --seeds 1-1000 --scenario leader-kills --jobs 2 --json --summary") { seeds, jobs, brief, json };
        options.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            SimMemory.Prepare();
            var campaign = new SimCampaign(options.Read(parsed), parsed.GetValue(seeds), parsed.GetValue(jobs));
            var reporter = new Reporter(io, parsed.GetValue(json), parsed.GetValue(brief), campaign.Seeds.Count);
            var summary = await campaign.RunAsync(reporter.OnReport, stop);
            reporter.Print(summary);
            return summary.Failed.Count == 0 ? ExitCode.Ok : ExitCode.CheckFailed;
        });
        return command;
    }

    private sealed class Reporter(CliIo io, bool json, bool brief, int count)
    {
        private const double ProgressSeconds = 10;
        private int _done;
        private int _failed;
        private double _next = ProgressSeconds;

        public void OnReport(SimulationReport report, TimeSpan elapsed)
        {
            _done++;
            if (report.Violations.Count > 0) _failed++;
            if (json)
            {
                if (!brief || report.Violations.Count > 0) io.Out.WriteLine(Json.Line(SimLine.Of(report)));
            }
            else if (report.Violations.Count > 0)
            {
                foreach (var violation in report.Violations) io.Out.WriteLine($"seed {report.Plan.Seed}: VIOLATION at {violation}");
                io.Out.WriteLine($"replay: {report.Plan.ReplayCommand}");
            }

            if (elapsed.TotalSeconds < _next || _done == count) return;
            _next = elapsed.TotalSeconds + ProgressSeconds;
            io.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{_done} of {count} seeds done, {_failed} broke a rule, {Left(elapsed)} left"));
        }

        public void Print(SimCampaignSummary summary)
        {
            if (json)
            {
                io.Out.WriteLine(Json.Line(summary));
                return;
            }

            var failed = summary.Failed.Count == 0 ? "no rule was broken" : $"{summary.Failed.Count} broke a rule: {string.Join(", ", summary.Failed)}";
            if (summary.Faults.Count > 0) io.Out.WriteLine($"faults: {string.Join(", ", summary.Faults.Select(f => $"{f.Key} {f.Value}"))}");
            io.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{summary.Seeds} seeds, {summary.Scenario}: {summary.SimulatedSeconds:0} s simulated in {summary.WallSeconds:0.#} s ({summary.SpeedupPerJob:0.#} times real time for each job), {summary.Elections} elections, {summary.Acknowledged} proposals acknowledged; {failed}"));
        }

        private string Left(TimeSpan elapsed)
        {
            var left = elapsed / _done * (count - _done);
            return left.TotalMinutes < 2
                ? string.Create(CultureInfo.InvariantCulture, $"{left.TotalSeconds:0} s")
                : string.Create(CultureInfo.InvariantCulture, $"{left.TotalMinutes:0} min");
        }
    }
}
