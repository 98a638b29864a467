using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Tests.Cli;

namespace AkkaFederation.Node.Tests.Bench;

public sealed class MembershipBenchTests
{
    [Fact]
    public async Task Every_case_of_a_small_run_is_measured()
    {
        var run = await Fed.RunAsync("bench", "membership", "--nodes", "4", "--kills", "1", "--seconds", "2", "--warm-up", "1", "--json");
        Assert.Equal(ExitCode.Ok, run.Code);
        foreach (var (row, metric) in (ReadOnlySpan<(string, string)>)[
            ("steady", "msgs_per_node_s"), ("steady", "bytes_per_node_s"), ("steady", "cpu_per_node_percent"),
            ("join", "p50_ms"), ("join", "all_ms"), ("kill", "all_ms")])
            Assert.Contains($$"""{"bench":"membership","case":"{{row}}","metric":"{{metric}}","value":""", run.Out, StringComparison.Ordinal);
        Assert.Contains("4 of 4 nodes started", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--nodes 1", "--nodes takes a number from 2")]
    [InlineData("--kills many", "'many'")]
    [InlineData("--seconds 0", "--seconds")]
    public async Task Numbers_out_of_bounds(string arguments, string named) =>
        (await Fed.RunAsync(["bench", "membership", .. arguments.Split(' ')])).AssertOneLine(ExitCode.BadInput, named);
}
