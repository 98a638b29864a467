using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Tests.Cli;

public sealed class UsageTests
{
    [Fact]
    public async Task Help_of_the_program_lists_every_exit_code()
    {
        var result = await Fed.RunAsync("--help");
        Assert.Equal(ExitCode.Ok, result.Code);
        Assert.Empty(result.Error);
        foreach (var code in new[] { ExitCode.Ok, ExitCode.CheckFailed, ExitCode.BadInput, ExitCode.Failed, ExitCode.Interrupted })
            Assert.Contains($"\n  {code} ", result.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_of_every_verb_shows_an_example_that_begins_with_its_own_name()
    {
        foreach (var path in Verbs(FedCli.CreateRoot(new CliIo(() => Stream.Null, TextWriter.Null, TextWriter.Null, false)), []))
        {
            var result = await Fed.RunAsync([.. path, "--help"]);
            Assert.Equal(ExitCode.Ok, result.Code);
            Assert.Contains($"\n  fed {string.Join(' ', path)}", result.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("frobnicate", "'frobnicate'")]
    [InlineData("ca init --out x --frobnicate", "'--frobnicate'")]
    [InlineData("ca init", "--out")]
    [InlineData("ca init --out x --days 0", "--days")]
    [InlineData("ca init --out x --days many", "many")]
    [InlineData("id new --out x", "--ca")]
    [InlineData("", "fed --help")]
    public async Task Wrong_usage_is_one_line_that_names_what_is_wrong(string line, string named)
    {
        var result = await Fed.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        result.AssertOneLine(ExitCode.BadInput, named, "--help");
    }

    [Fact]
    public void A_message_never_spans_lines_or_carries_control_characters() =>
        Assert.Equal("a b ?[31m c", FedCli.OneLine("a\nb \u001b[31m\r\nc\n"));

    private static IEnumerable<string[]> Verbs(System.CommandLine.Command command, string[] path)
    {
        foreach (var child in command.Subcommands)
        {
            string[] at = [.. path, child.Name];
            yield return at;
            foreach (var deeper in Verbs(child, at))
                yield return deeper;
        }
    }
}
