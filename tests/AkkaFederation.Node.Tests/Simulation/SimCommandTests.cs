using System.Text.Json;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Tests.Cli;

namespace AkkaFederation.Node.Tests.Simulation;

public sealed class SimCommandTests
{
    [Fact]
    public async Task A_short_run_tells_what_came_of_it_and_the_same_again_gives_the_same_hash()
    {
        var run = await Fed.RunAsync("sim", "--seed", "5", "--nodes", "3", "--seconds", "3", "--rate", "10");
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains("seed 5, 3 nodes, steady: 3 s simulated", run.Out, StringComparison.Ordinal);
        Assert.Contains("no rule was broken", run.Out, StringComparison.Ordinal);
        var json = Json(await Fed.RunAsync("sim", "--seed", "5", "--nodes", "3", "--seconds", "3", "--rate", "10", "--json"));
        Assert.Contains($"trace {json.GetProperty("traceHash").GetString()}", run.Out, StringComparison.Ordinal);
        Assert.Equal("fed sim --seed 5 --nodes 3 --seconds 3 --scenario steady --rate 10", json.GetProperty("replay").GetString());
    }

    [Fact]
    public async Task A_campaign_tells_of_each_failure_with_its_replay_and_fails()
    {
        var run = await Fed.RunAsync("sim", "campaign", "--seeds", "1-8", "--seconds", "20", "--scenario", "leader-kills", "--plant", "forget-vote", "--jobs", "2");
        Assert.Equal(ExitCode.CheckFailed, run.Code);
        Assert.Contains("VIOLATION at ", run.Out, StringComparison.Ordinal);
        Assert.Contains("one vote in a term", run.Out, StringComparison.Ordinal);
        Assert.Matches("replay: fed sim --seed [1-8] --nodes 5 --seconds 20 --scenario leader-kills --rate 50( --journal wal)? --plant forget-vote", run.Out);
        Assert.Matches("8 seeds, leader-kills: .* broke a rule: [1-8]", run.Out);
    }

    [Fact]
    public async Task A_campaign_in_json_is_a_line_for_each_seed_in_order_and_a_summary()
    {
        var run = await Fed.RunAsync("sim", "campaign", "--seeds", "11-14", "--seconds", "2", "--nodes", "3", "--scenario", "steady", "--jobs", "3", "--json");
        Assert.Equal(ExitCode.Ok, run.Code);
        var lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal([11, 12, 13, 14], lines.Take(4).Select(l => l.GetProperty("seed").GetInt32()));
        Assert.Equal(4, lines[4].GetProperty("seeds").GetInt32());
        Assert.Equal(0, lines[4].GetProperty("failed").GetArrayLength());
        Assert.Equal(5, lines.Count);
    }

    [Fact]
    public async Task The_bench_of_the_simulation_measures_its_three_figures()
    {
        var run = await Fed.RunAsync("bench", "sim", "--nodes", "3", "--rate", "5", "--seconds", "2", "--json");
        Assert.Equal(ExitCode.Ok, run.Code);
        foreach (var metric in new[] { "speedup", "cpu_ms_per_s", "commits_per_s", "events_per_s" })
            Assert.Contains($$"""{"bench":"sim","case":"nodes=3","metric":"{{metric}}","value":""", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sim", "fed sim --seed 7")]
    [InlineData("sim campaign", "fed sim campaign --seeds 1-20")]
    [InlineData("bench sim", "fed bench sim --json")]
    public async Task Help_ends_with_examples(string verb, string example)
    {
        var run = await Fed.RunAsync([.. verb.Split(' '), "--help"]);
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains(example, run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sim --seed x", "--seed takes a number from 0")]
    [InlineData("sim --seed -1", "--seed takes a number from 0")]
    [InlineData("sim --scenario storm", "--scenario takes steady, rough, leader-kills, lossy, stall, kv, not 'storm'")]
    [InlineData("sim --scenario lossy --loss 1.5", "--loss takes a share from 0 to below 1, not '1.5'")]
    [InlineData("sim --signatures none", "--signatures takes simulated, real, not 'none'")]
    [InlineData("sim --plant tree", "--plant takes none, forget-vote, stale-read, apply-twice, commit-early, not 'tree'")]
    [InlineData("sim --nodes 64", "--nodes takes a number from 1 to 63")]
    [InlineData("sim --nodes 3 --voters 4", "--voters 4 is more than --nodes 3")]
    [InlineData("sim --weather bad", "'--weather' is not known here")]
    [InlineData("sim campaign --seeds 9-1", "--seeds 9-1 ends before it begins")]
    [InlineData("sim campaign --seeds 1-2-3", "--seeds takes a seed or a range such as 1-100, not '1-2-3'")]
    [InlineData("sim campaign --seeds 1-9999999", "--seeds takes at most 1000000 seeds")]
    [InlineData("sim campaign --seeds 1-2 --jobs 0", "--jobs takes a number from 1 to 256")]
    [InlineData("bench sim --rate 0", "--rate takes a number from 1")]
    public async Task Bad_input_is_one_line_that_names_it(string arguments, string named) =>
        (await Fed.RunAsync(arguments.Split(' '))).AssertOneLine(ExitCode.BadInput, named);

    private static JsonElement Json(FedResult run) => JsonDocument.Parse(run.Out).RootElement;
}
