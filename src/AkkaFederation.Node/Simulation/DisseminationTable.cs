using System.Globalization;
using AkkaFederation.Node.Cli;
using AkkaFederation.TestKit.Dissemination;
using Spectre.Console;

namespace AkkaFederation.Node.Simulation;

/// <summary>Reports of dissemination for people: a table, a row for each. With <c>--json</c> one object a line, as they come.</summary>
internal sealed class DisseminationTable(CliIo io, bool json)
{
    private const double EnoughRumours = 0.99;
    private const int TableWidth = 100;
    private readonly List<DisseminationReport> _reports = [];
    private int _shown = -1;

    public void Add(DisseminationReport report)
    {
        _reports.Add(report);
        Clear();
        if (!json) return;
        io.Out.WriteLine(Json.Line(DisseminationLine.Of(report)));
        io.Out.Flush();
    }

    /// <summary>On a terminal, how far a row is, in whole percents.</summary>
    public Action<double>? Progress(DisseminationPlan plan, string what)
    {
        if (!io.IsTerminal || json) return null;
        _shown = -1;
        return done =>
        {
            var percent = (int)(100 * Math.Clamp(done, 0, 1));
            if (percent == _shown) return;
            _shown = percent;
            io.Error.Write($"\r{plan.Nodes} {what}: {percent} %   ");
            io.Error.Flush();
        };
    }

    /// <summary>Prints what has not been printed; whether enough of the living nodes were reached everywhere.</summary>
    public bool Print()
    {
        if (!json) PrintTable();
        return _reports.TrueForAll(Reached);
    }

    /// <summary>A rumour is to reach 99 % of the living nodes, a broadcast all of them.</summary>
    private static bool Reached(DisseminationReport report) =>
        report.Delivered >= (report.Plan.Mode == DisseminationMode.Rumour ? EnoughRumours : 1);

    private void PrintTable()
    {
        var plan = _reports[0].Plan;
        io.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{plan.Mode.ToString().ToLowerInvariant()}: loss {plan.Loss:0.###}, kill {plan.Kill:0.###}{(plan.Mode == DisseminationMode.Rumour ? $", fanout {plan.Fanout}" : "")}, {plan.Payload} bytes, seed {plan.Seed}, runs {plan.Runs}"));
        var table = new Table().Border(io.IsTerminal ? TableBorder.Rounded : TableBorder.Ascii);
        table.AddColumns("nodes", "kind", "log2", "p50", "p99", "last", "reached", "extra", "messages", "bytes");
        foreach (var r in _reports)
        {
            table.AddRow(
                Number(r.Plan.Nodes), r.CompleteNodes ? "nodes" : "cores", Number(Math.Log2(r.Plan.Nodes)), Number(r.RoundsP50), Number(r.RoundsP99),
                Number(r.RoundsAll), Number(100 * r.Delivered) + " %", Number(r.Redundancy), Number(r.MessagesPerNode), Number(r.BytesPerNode));
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(io.Out), Ansi = io.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No });
        console.Profile.Width = Math.Max(console.Profile.Width, TableWidth);
        console.Write(table);
        io.Out.WriteLine("p50, p99, last: rounds until so many of the living have it; extra: second copies per delivery; messages, bytes: of a node for each.");
        foreach (var (few, many) in Compared())
            io.Out.WriteLine($"load of a node with {many.Plan.Nodes} nodes against {few.Plan.Nodes}: messages {Number(many.MessagesPerNode / few.MessagesPerNode)}, bytes {Number(many.BytesPerNode / few.BytesPerNode)}");
        foreach (var missed in _reports.Where(r => !Reached(r)))
            io.Out.WriteLine($"NOT REACHED: {Number(100 * (1 - missed.Delivered))} % of the living of {missed.Plan.Nodes} nodes");
    }

    private IEnumerable<(DisseminationReport Few, DisseminationReport Many)> Compared()
    {
        var cores = _reports.Where(r => !r.CompleteNodes && r.Plan.Nodes >= 100).OrderBy(r => r.Plan.Nodes).ToArray();
        return cores.Zip(cores.Skip(1));
    }

    private static string Number(double value) =>
        double.IsInfinity(value) ? "never" : value.ToString(value >= 1000 ? "#,0" : "0.##", CultureInfo.InvariantCulture);

    private void Clear()
    {
        if (_shown >= 0) io.Error.Write("\r" + new string(' ', 40) + "\r");
        _shown = -1;
    }
}

/// <summary>A report as <c>fed sim dissemination --json</c> prints it; rounds are left out where so many were never reached.</summary>
internal sealed record DisseminationLine(
    string Mode, int Nodes, string Kind, double Log2N, double Loss, double Kill, int? Fanout, int Payload, ulong Seed, int Runs,
    double? RoundsP50, double? RoundsP99, double? RoundsAll, double Delivered, double Redundancy, double MessagesPerNode, double BytesPerNode)
{
    public static DisseminationLine Of(DisseminationReport r) => new(
        r.Plan.Mode.ToString().ToLowerInvariant(),
        r.Plan.Nodes,
        r.CompleteNodes ? "nodes" : "cores",
        Math.Round(Math.Log2(r.Plan.Nodes), 2),
        r.Plan.Loss,
        r.Plan.Kill,
        r.Plan.Mode == DisseminationMode.Rumour ? r.Plan.Fanout : null,
        r.Plan.Payload,
        r.Plan.Seed,
        r.Plan.Runs,
        Finite(r.RoundsP50),
        Finite(r.RoundsP99),
        Finite(r.RoundsAll),
        r.Delivered,
        Math.Round(r.Redundancy, 4),
        Math.Round(r.MessagesPerNode, 2),
        Math.Round(r.BytesPerNode, 1));

    private static double? Finite(double value) => double.IsFinite(value) ? Math.Round(value, 2) : null;
}
