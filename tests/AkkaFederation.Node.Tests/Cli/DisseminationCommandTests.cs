using System.Text.Json;
using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Tests.Cli;

/// <summary><c>fed sim dissemination</c>: its figures, its exit code and what it refuses.</summary>
public sealed class DisseminationCommandTests
{
    [Theory]
    [InlineData("rumour")]
    [InlineData("tree")]
    [InlineData("flood")]
    public async Task Json_has_one_object_for_each_number_of_nodes(string mode)
    {
        var result = await Run("--nodes", "10,50", "--mode", mode, "--runs", "1", "--loss", "0", "--cores-only", "--json");
        Assert.Equal(ExitCode.Ok, result.Code);
        var lines = result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        Assert.Equal([10, 50], lines.Select(l => l.GetProperty("nodes").GetInt32()));
        Assert.All(lines, l => Assert.Equal(mode, l.GetProperty("mode").GetString()));
        Assert.All(lines, l => Assert.InRange(l.GetProperty("delivered").GetDouble(), 0.99, 1));
        Assert.All(lines, l => Assert.InRange(l.GetProperty("roundsP50").GetDouble(), 1, l.GetProperty("roundsP99").GetDouble()));
        Assert.All(lines, l => Assert.True(l.GetProperty("bytesPerNode").GetDouble() > 256));
    }

    [Theory]
    [InlineData("rumour")]
    [InlineData("tree")]
    public async Task Complete_nodes_are_measured_beside_the_cores(string mode)
    {
        var result = await Run("--nodes", "10", "--mode", mode, "--runs", "1", "--json");
        Assert.Equal(ExitCode.Ok, result.Code);
        var kinds = result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("kind").GetString());
        Assert.Equal(["cores", "nodes"], kinds);
    }

    [Fact]
    public async Task The_table_holds_loads_against_each_other()
    {
        var result = await Run("--nodes", "100,200", "--mode", "tree", "--runs", "1", "--loss", "0", "--cores-only");
        Assert.Equal(ExitCode.Ok, result.Code);
        Assert.Contains("load of a node with 200 nodes against 100: messages ", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_few_reached_is_exit_code_1()
    {
        var result = await Run("--nodes", "100", "--mode", "rumour", "--loss", "0.9", "--fanout", "1", "--runs", "1", "--cores-only");
        Assert.Equal(ExitCode.CheckFailed, result.Code);
        Assert.Contains("NOT REACHED", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--nodes", "1")]
    [InlineData("--nodes", "10,many")]
    [InlineData("--nodes", "20001")]
    [InlineData("--mode", "smoke")]
    [InlineData("--loss", "2")]
    [InlineData("--loss", "-0.1")]
    [InlineData("--kill", "most")]
    [InlineData("--fanout", "0")]
    [InlineData("--runs", "0")]
    [InlineData("--seed", "-1")]
    [InlineData("--payload", "100000")]
    public async Task A_wrong_option_is_named(string option, string value) =>
        (await Run(option, value)).AssertOneLine(ExitCode.BadInput, option, value.Split(',')[^1]);

    private static Task<FedResult> Run(params string[] arguments) => Fed.RunAsync(["sim", "dissemination", .. arguments]);
}
