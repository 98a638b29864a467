using System.CommandLine;
using System.Diagnostics;
using AkkaFederation.Node.Demo;
using AkkaFederation.Node.Local;
using Spectre.Console;

namespace AkkaFederation.Node.Cli;

/// <summary><c>fed demo</c>: a federation of three processes that loses its leader and nothing else.</summary>
internal static class DemoCommand
{
    public static Command Create(CliIo io)
    {
        var file = new Option<string?>("--file") { Description = "Proposals, one a line, instead of the samples that ship with the program; - reads standard input.", HelpName = "PATH" };
        var keep = new Option<string?>("--keep") { Description = "Leave the folder with certificates.jsonl, trust/, logs and databases; DIR must be new or empty.", HelpName = "DIR", Arity = ArgumentArity.ZeroOrOne };
        var json = CommonOptions.Json();
        var command = new FedCommand("demo",
            "Start three nodes on this machine, commit proposals, kill the leader, restart it, and check every promise. Takes about 20 s, at most 45.",
            "fed demo", "fed demo --file proposals.jsonl --keep run-1", "journalctl -o cat -n 500 | fed demo --file - --json") { file, keep, json };
        command.SetAction((parsed, stop) =>
        {
            var kept = parsed.GetResult(keep) is not null;
            return RunAsync(io, parsed.GetValue(file), parsed.GetValue(keep), kept, parsed.GetValue(json), stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(CliIo io, string? file, string? keepFolder, bool keep, bool json, CancellationToken stop)
    {
        var head = DateTime.Now - Process.GetCurrentProcess().StartTime;
        var proposals = await ReadAsync(io, file, stop);
        using var folder = WorkFolder.Create(keepFolder, keep);
        try
        {
            var report = await RunAsync(io, proposals, folder, json, head, stop);
            folder.Keep |= !report.Ok;
            Conclude(io, report with { Folder = folder.Keep ? folder.Root : null }, json);
            return report.Ok ? ExitCode.Ok : ExitCode.CheckFailed;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            folder.Keep = true;
            if (json)
                io.Out.WriteLine(Json.Line(new { ok = false, error = e.Message, folder = folder.Root }));
            throw e is FedException fed ? new FedException(fed.ExitCode, $"{fed.Message} Logs: {folder.Root}", fed) : e;
        }
    }

    private static async Task<DemoReport> RunAsync(CliIo io, ProposalFile proposals, WorkFolder folder, bool json, TimeSpan head, CancellationToken stop)
    {
        var plan = new DemoPlan();
        await using IDemoView view = json ? new QuietDemoView() : io.IsTerminal ? new LiveDemoView(AnsiConsole.Console) : new PlainDemoView(io.Out);
        view.Step($"{proposals.Name}: {proposals.Records} records and {proposals.Texts} texts to propose; working in {folder.Root}");
        folder.MakeIdentities(plan.Nodes);
        await using var nodes = new NodeProcesses(folder, plan.Nodes);
        var run = new DemoRun(nodes, addresses => ClientPort.Connect(folder, addresses, plan.Clients), new SeparateVerification(folder), view, plan) { Head = head };
        return await run.RunAsync(proposals, stop);
    }

    private static async Task<ProposalFile> ReadAsync(CliIo io, string? file, CancellationToken stop)
    {
        if (file is null)
            return ProposalFile.Samples();
        // A read of a terminal cannot be cancelled; leaving it behind can.
        return await Task.Run(() =>
        {
            using var stream = file == "-" ? io.In() : InputFile.OpenRead(file);
            return ProposalFile.Read(stream, file == "-" ? "standard input" : file);
        }, stop).WaitAsync(stop);
    }

    private static void Conclude(CliIo io, DemoReport report, bool json)
    {
        if (json)
        {
            io.Out.WriteLine(Json.Line(report));
            return;
        }
        var (load, times) = (report.Load, report.Times);
        io.Out.WriteLine($"{load.Acknowledged} of {load.Proposed} proposals acknowledged ({load.Aborted} aborted, {load.Expired} expired, {load.Indeterminate} undecided), {times.CommitsPerSecond:0}/s (paced)");
        io.Out.WriteLine($"formed in {times.FormationMs:0} ms, new leader {times.NewLeaderMs:0} ms after the kill, longest pause {times.LongestPauseMs:0} ms, caught up in {times.CatchUpMs:0} ms");
        if (report.Folder is { } kept)
            io.Out.WriteLine($"kept: {kept} (certificates.jsonl, trust/); verify again: fed verify --trust {Path.Combine(kept, "trust")} {Path.Combine(kept, "certificates.jsonl")}");
        io.Out.WriteLine($"{(report.Ok ? "PASSED: every check holds" : "FAILED: see above")} ({report.Seconds:0.0} s)");
    }
}
