using System.Diagnostics;
using System.Text.Json;
using AkkaFederation.Node.Bench;
using AkkaFederation.Node.Cli;

namespace Processes;

/// <summary>What tests/Benchmarks measures with: that it measures, adds up rightly, and says what it lacks.</summary>
public sealed class EtcdComparisonTests
{
    [EtcdFact]
    public async Task Three_members_of_etcd_over_mutual_TLS_are_measured()
    {
        var (code, output, error) = await RunAsync("dotnet", [Program, "etcd", "--clients", "1,40", "--seconds", "1"]);
        Assert.True(code == ExitCode.Ok, error);
        var figures = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonSerializer.Deserialize<BenchFigure>(l, Json.Options)!).ToList();
        Assert.Equal(
            ["clients=1 commits_per_s", "clients=1 p50_ms", "clients=1 p99_ms", "clients=40 commits_per_s", "clients=40 p50_ms", "clients=40 p99_ms"],
            figures.Select(f => $"{f.Case} {f.Metric}"));
        Assert.All(figures, f => Assert.True(f.Value > 0, f.ToString()));
    }

    [Fact]
    public async Task The_summary_has_the_medians_of_all_rounds_and_each_side_in_relation_to_etcd()
    {
        var folder = Directory.CreateTempSubdirectory("summary-").FullName;
        try
        {
            Write("etcd", (1000, 1, 9), (3000, 3, 7), (2000, 2, 8));
            Write("wal", (5000, 1, 4), (9000, 0.5, 4));
            var (code, output, error) = await RunAsync("dotnet", [Program, "summary", "--json", $"etcd={folder}/etcd", $"wal={folder}/wal"]);
            Assert.True(code == ExitCode.Ok, error);
            Assert.Contains("""{"bench":"etcd-comparison","case":"etcd clients=64","metric":"commits_per_s","value":2000,"unit":"1/s"}""", output, StringComparison.Ordinal);
            Assert.Contains("""{"bench":"etcd-comparison","case":"wal clients=64","metric":"commits_per_s_to_etcd","value":3.5,"unit":"x"}""", output, StringComparison.Ordinal);
            Assert.Contains("""{"bench":"etcd-comparison","case":"wal clients=64","metric":"p50_ms_to_etcd","value":0.375,"unit":"x"}""", output, StringComparison.Ordinal);
            Assert.Contains("""{"bench":"etcd-comparison","case":"wal clients=64","metric":"p99_ms_to_etcd","value":0.5,"unit":"x"}""", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        void Write(string side, params (double Rate, double P50, double P99)[] rounds) => File.WriteAllLines(
            Path.Combine(folder, side),
            rounds.SelectMany(r => new[] { ("commits_per_s", r.Rate), ("p50_ms", r.P50), ("p99_ms", r.P99) }).Select(f => Json.Line(new BenchFigure("x", "clients=64", f.Item1, f.Item2, ""))));
    }

    [Fact]
    public async Task Without_etcd_the_script_says_what_to_install()
    {
        if (!OperatingSystem.IsLinux()) return;
        var empty = Directory.CreateTempSubdirectory("path-").FullName;
        try
        {
            File.CreateSymbolicLink(Path.Combine(empty, "dirname"), "/usr/bin/dirname");
            var (code, _, error) = await RunAsync("/bin/bash", [Repository.File("tests/Benchmarks/compare-etcd.sh")], empty);
            Assert.Equal(ExitCode.BadInput, code);
            Assert.StartsWith("compare-etcd.sh: etcd is not installed. On Debian and Ubuntu: apt-get install etcd-server", error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(empty, recursive: true);
        }
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "Benchmarks.dll");

    private static async Task<(int Code, string Out, string Error)> RunAsync(string file, string[] arguments, string? path = null)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (path is not null) start.Environment["PATH"] = path;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
