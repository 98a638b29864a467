using System.Text.Json;
using AkkaFederation.Node.Cli;

namespace Processes;

/// <summary>Two processes, mutual TLS, figures: the benchmark does what it says and leaves nothing behind.</summary>
public sealed class MessagingBenchTests
{
    [Fact]
    public async Task Every_figure_is_one_json_object_a_line_with_the_floors_beside_them()
    {
        var end = await FedProcess.RunAsync("bench", "messaging", "--seconds", "1", "--json");
        Assert.True(end.Code == ExitCode.Ok, end.Error);
        var figures = end.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(
            ["one-way msgs_per_s 1/s", "round-trip p50_us us", "round-trip p99_us us", "floor fsync_p50_us us", "floor tls_rtt_p50_us us"],
            figures.Select(f => $"{f.GetProperty("case")} {f.GetProperty("metric")} {f.GetProperty("unit")}"));
        Assert.All(figures, f => Assert.Equal("messaging", f.GetProperty("bench").GetString()));
        Assert.All(figures, f => Assert.True(f.GetProperty("value").GetDouble() > 0));
    }

    [Theory]
    [InlineData("--seconds", "0")]
    [InlineData("--role", "echo")]
    public async Task Nonsense_is_refused_in_one_line(string option, string value) =>
        (await FedProcess.RunAsync("bench", "messaging", option, value)).AssertRefused(ExitCode.BadInput, option);
}
