using AkkaFederation.Node.Bench;
using AkkaFederation.Node.Tests.Cli;

namespace AkkaFederation.Node.Tests.Bench;

public sealed class JournalBenchTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task A_case_gives_rate_and_percentiles()
    {
        using var folder = new TemporaryFolder();
        var bench = new JournalBench(256, Short) { WarmUp = Short };
        var figures = await bench.RunAsync(3, folder.Path, CancellationToken.None);
        Assert.Equal(["events_per_s", "p50_us", "p99_us"], figures.Select(f => f.Metric));
        Assert.All(figures, f => Assert.True(f is { Bench: "journal", Case: "actors=3", Value: > 0 }));
        Assert.True(figures[1].Value <= figures[2].Value);
    }

    [Fact]
    public async Task A_database_that_cannot_be_used_is_one_clear_line()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "actors-1.db"), new string('x', 200));
        var bench = new JournalBench(256, Short) { WarmUp = Short };
        var failure = await Assert.ThrowsAsync<AkkaFederation.Node.Cli.FedException>(() => bench.RunAsync(1, folder.Path, CancellationToken.None));
        Assert.Contains("is not a SQLite database", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_write_ahead_journal_is_measured_too_and_said_by_name()
    {
        using var folder = new TemporaryFolder();
        var bench = new JournalBench(256, Short, AkkaFederation.Settings.JournalKind.Wal) { WarmUp = Short, NamesJournal = true };
        var figures = await bench.RunAsync(3, folder.Path, CancellationToken.None);
        Assert.All(figures, f => Assert.True(f.Case == "actors=3 journal=wal"));
        Assert.True(File.Exists(Path.Combine(folder.Path, "actors-3.wal", "0000000000000001.wal")));
    }

    [Theory]
    [InlineData("--journal", "postgres")]
    [InlineData("--actors", "many")]
    [InlineData("--actors", "0")]
    [InlineData("--folder", "/no/such/folder")]
    public async Task A_wrong_option_is_named(string option, string value) =>
        (await Fed.RunAsync("bench", "journal", option, value)).AssertOneLine(2, option, value);
}
