using System.Globalization;
using AkkaFederation.Node.Cli;
using Spectre.Console;

namespace AkkaFederation.Node.Bench;

/// <summary>Figures for people: a table, a row for each case. With <c>--json</c> one object a line, as they come.</summary>
internal sealed class FigureTable(CliIo io, bool json)
{
    private readonly List<BenchFigure> _figures = [];

    public void Add(IEnumerable<BenchFigure> figures)
    {
        foreach (var figure in figures)
        {
            _figures.Add(figure);
            if (json)
                io.Out.WriteLine(Json.Line(figure));
        }
        io.Out.Flush();
    }

    public void Print()
    {
        if (json)
            return;
        foreach (var bench in _figures.GroupBy(f => f.Bench))
        {
            var metrics = bench.Where(f => f.Case != "floor").Select(f => f.Metric).Distinct().ToArray();
            var table = new Table().Border(io.IsTerminal ? TableBorder.Rounded : TableBorder.Ascii);
            table.AddColumns(["case", .. metrics]);
            foreach (var row in bench.Where(f => f.Case != "floor").GroupBy(f => f.Case))
                table.AddRow([row.Key, .. metrics.Select(m => row.FirstOrDefault(f => f.Metric == m) is { } f ? Number(f.Value) : "")]);
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(io.Out), Ansi = io.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No });
            console.Write(table);
            foreach (var floor in bench.Where(f => f.Case == "floor"))
                io.Out.WriteLine($"floor of this machine: {floor.Metric} {Number(floor.Value)}");
        }
    }

    private static string Number(double value) => value.ToString(value >= 1000 ? "#,0" : "0.###", CultureInfo.InvariantCulture);
}
