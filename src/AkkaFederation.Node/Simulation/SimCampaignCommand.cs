using System.CommandLine;
using System.Globalization;
using AkkaFederation.Node.Cli;
using AkkaFederation.TestKit;

namespace AkkaFederation.Node.Simulation;

/// <summary><c>fed sim campaign</c>: many seeds of one scenario; every failure with the command that replays it.</summary>
internal static class SimCampaignCommand
{
    public static Command Create(CliIo io)
    {
        var seeds = SeedRange.Seeds();
        var options = new SimOptions(SimulationPlan.Rough);
        var jobs = CommonOptions.Number("--jobs", "How many run at the same time, each on a core.", 1, 1, 256);
        var json = CommonOptions.Json();
        var command = new FedCommand("campaign", "Simulate many seeds, by default in rough weather; exit code 1 if any broke a rule.",
            "fed sim campaign --seeds 1-100",
            "fed sim campaign --seeds 1-20 --signatures real --seconds 30",
            "fed sim campaign --seeds 1-1000 --scenario leader-kills --jobs 2 --json") { seeds, jobs, json };
        options.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var plan = options.Read(parsed);
            var campaign = new SimCampaign(plan, parsed.GetValue(seeds), parsed.GetValue(jobs));
            var reporter = new Reporter(io, parsed.GetValue(json), campaign.Seeds.Count);
            var summary = await campaign.RunAsync(reporter.OnReport, stop);
            reporter.Print(plan, summary);
            return summary.Failed.Count == 0 ? ExitCode.Ok : ExitCode.CheckFailed;
        });
        return command;
    }

    private sealed class Reporter(CliIo io, bool json, int count)
    {
        private const double ProgressSeconds = 10;
        private int _done;
        private double _next = ProgressSeconds;

        public void OnReport(SimulationReport report, TimeSpan elapsed)
        {
            _done++;
            if (json)
            {
                io.Out.WriteLine(Json.Line(SimLine.Of(report)));
            }
            else if (report.Violations.Count > 0)
            {
                foreach (var violation in report.Violations) io.Out.WriteLine($"seed {report.Plan.Seed}: VIOLATION at {violation}");
                io.Out.WriteLine($"replay: {report.Plan.ReplayCommand}");
            }

            if (elapsed.TotalSeconds < _next || _done == count) return;
            _next = elapsed.TotalSeconds + ProgressSeconds;
            io.Error.WriteLine($"{_done} of {count} seeds done");
        }

        public void Print(SimulationPlan plan, SimCampaignSummary summary)
        {
            if (json)
            {
                io.Out.WriteLine(Json.Line(summary));
                return;
            }

            var failed = summary.Failed.Count == 0 ? "no rule was broken" : $"{summary.Failed.Count} broke a rule: {string.Join(", ", summary.Failed)}";
            io.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{summary.Seeds} seeds, {plan.Scenario}: {summary.SimulatedSeconds:0} s simulated in {summary.WallSeconds:0.#} s, {summary.Acknowledged} proposals acknowledged; {failed}"));
        }
    }
}
