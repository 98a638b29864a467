using AkkaFederation.Node.Bench;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Local;
using AkkaFederation.Node.Tests.Demo;

namespace AkkaFederation.Node.Tests.Bench;

public sealed class BenchTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(400);

    [Fact]
    public void Percentiles_are_samples_by_nearest_rank()
    {
        var latencies = new Latencies();
        foreach (var i in Enumerable.Range(1, 200).Reverse())
            latencies.Add(TimeSpan.FromMilliseconds(i));
        Assert.Equal(100, latencies.Percentile(50));
        Assert.Equal(198, latencies.Percentile(99));
        Assert.Equal(200, latencies.Percentile(100));
        Assert.Equal(1, latencies.Percentile(0));
    }

    [Fact]
    public async Task A_case_gives_rate_and_percentiles_in_the_documented_form()
    {
        await using var bench = new ConsensusBench(new FakeFederation(), 16, Short, certificates: false) { WarmUp = Short };
        using var output = new StringWriter();
        var table = new FigureTable(new CliIo(() => Stream.Null, output, TextWriter.Null, false), json: true);
        table.Add(bench.Figures(4, [await bench.RunAsync(4, CancellationToken.None)]));
        table.Print();
        var lines = output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("""{"bench":"consensus","case":"clients=4","metric":"commits_per_s","value":""", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(""","unit":"1/s"}""", lines[0], StringComparison.Ordinal);
        Assert.Contains(""""metric":"p50_ms"""", lines[1], StringComparison.Ordinal);
        Assert.Contains(""""metric":"p99_ms"""", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proposal_that_fails_ends_the_measurement()
    {
        var federation = new FakeFederation { ElectsNobody = true };
        await federation.KillAsync(0);
        await using var bench = new ConsensusBench(federation, 16, Short, certificates: false) { WarmUp = Short };
        var failure = await Assert.ThrowsAsync<FedException>(() => bench.RunAsync(1, CancellationToken.None));
        Assert.Contains(nameof(ProposeOutcome.Indeterminate), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_floors_are_measured_on_this_machine()
    {
        using var folder = WorkFolder.Create(null, keep: false);
        folder.MakeIdentities(0);
        var figures = await Floor.MeasureAsync("x", folder.Root, folder.ClientIdentity(), CancellationToken.None);
        Assert.Equal(["fsync_p50_ms", "tls_rtt_p50_us"], figures.Select(f => f.Metric));
        Assert.All(figures, f => Assert.True(f.Value > 0 && f.Case == "floor"));
    }

    [Fact]
    public void Connections_carry_a_bounded_number_of_clients() =>
        Assert.Equal([1, 1, 2, 8], new[] { 1, 32, 33, 256 }.Select(ConsensusBench.Connections));
}
