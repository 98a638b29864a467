using System.Globalization;
using System.Text.Json;
using AkkaFederation.Node.Bench;
using AkkaFederation.Node.Cli;

namespace Benchmarks;

/// <summary>Medians over the rounds of each side, and what each of ours is in relation to etcd's.</summary>
internal static class Summary
{
    private const string Etcd = "etcd";
    private const string Floor = "floor";
    private static readonly string[] Metrics = ["commits_per_s", "p50_ms", "p99_ms"];

    /// <param name="arguments">NAME=FILE for each side, one of them named etcd; the files have figures of all rounds, a line each.</param>
    public static int Print(string[] arguments)
    {
        var json = arguments.Contains("--json");
        var sides = arguments.Where(a => a != "--json").Select(a => a.Split('=', 2)).ToDictionary(p => p[0], p => p.Length == 2 ? ReadFile(p[1]) : throw FedException.Input($"'{p[0]}' has no file."));
        if (!sides.TryGetValue(Etcd, out var etcd)) throw FedException.Input("one of the files must be named etcd.");
        var cases = etcd.Select(f => f.Case).Distinct().ToArray();
        if (json) PrintJson(sides, cases);
        else PrintText(sides, cases);
        return ExitCode.Ok;
    }

    private static List<BenchFigure> ReadFile(string path)
    {
        try
        {
            return [.. File.ReadLines(path).Where(l => l.Length > 0).Select(l => JsonSerializer.Deserialize<BenchFigure>(l, Json.Options)!)];
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            throw FedException.Input($"{path}: {e.Message}", e);
        }
    }

    private static double Median(List<BenchFigure> figures, string row, string metric)
    {
        var sorted = figures.Where(f => f.Case == row && f.Metric == metric).Select(f => f.Value).Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static IEnumerable<BenchFigure> Of(Dictionary<string, List<BenchFigure>> sides, string side, string row)
    {
        foreach (var metric in Metrics)
        {
            var median = Median(sides[side], row, metric);
            if (double.IsNaN(median)) throw FedException.Failed($"no round of {side} has {metric} for {row}.");
            yield return new BenchFigure("etcd-comparison", $"{side} {row}", metric, Math.Round(median, 3), metric == "commits_per_s" ? "1/s" : "ms");
            if (side != Etcd) yield return new BenchFigure("etcd-comparison", $"{side} {row}", $"{metric}_to_etcd", Math.Round(median / Median(sides[Etcd], row, metric), 3), "x");
        }
    }

    private static void PrintJson(Dictionary<string, List<BenchFigure>> sides, string[] cases)
    {
        foreach (var side in sides.Keys)
        {
            foreach (var row in cases)
                foreach (var figure in Of(sides, side, row)) Console.Out.WriteLine(Json.Line(figure));
        }

        foreach (var floor in Floors(sides)) Console.Out.WriteLine(Json.Line(floor));
    }

    private static void PrintText(Dictionary<string, List<BenchFigure>> sides, string[] cases)
    {
        Console.Out.WriteLine($"{"clients",-8}{"",-10}{"commits/s",12}{"x etcd",9}{"p50 ms",10}{"x etcd",9}{"p99 ms",10}{"x etcd",9}");
        foreach (var row in cases)
        {
            foreach (var side in sides.Keys)
            {
                var f = Of(sides, side, row).ToDictionary(x => x.Metric, x => x.Value);
                Console.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{row["clients=".Length..],-8}{side,-10}{f["commits_per_s"],12:#,0}{Ratio(f, "commits_per_s"),9}{f["p50_ms"],10:0.00}{Ratio(f, "p50_ms"),9}{f["p99_ms"],10:0.00}{Ratio(f, "p99_ms"),9}"));
            }
        }

        foreach (var floor in Floors(sides)) Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"floor of this machine: {floor.Metric} {floor.Value:0.###}"));
    }

    private static string Ratio(Dictionary<string, double> figures, string metric) =>
        figures.TryGetValue($"{metric}_to_etcd", out var ratio) ? ratio.ToString("0.00", CultureInfo.InvariantCulture) : "";

    private static IEnumerable<BenchFigure> Floors(Dictionary<string, List<BenchFigure>> sides) => sides.Values.SelectMany(f => f)
        .Where(f => f.Case == Floor).GroupBy(f => f.Metric)
        .Select(g => new BenchFigure("etcd-comparison", Floor, g.Key, Math.Round(Median([.. g], Floor, g.Key), 3), g.First().Unit));
}
