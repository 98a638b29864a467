using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Tests.Cli;

/// <summary>Runs the program in this process with the streams of a test.</summary>
internal static class Fed
{
    public static async Task<FedResult> RunAsync(params string[] arguments) => await RunAsync(Stream.Null, arguments);

    public static async Task<FedResult> RunAsync(Stream input, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await FedCli.RunAsync(arguments, new CliIo(() => input, output, error, IsTerminal: false), CancellationToken.None);
        return new FedResult(code, output.ToString(), error.ToString());
    }
}

internal sealed record FedResult(int Code, string Out, string Error)
{
    /// <summary>The contract of every failure: its code, one line, no stack trace, nothing on standard output.</summary>
    public void AssertOneLine(int code, params string[] parts)
    {
        Assert.Equal(code, Code);
        Assert.Empty(Out);
        var line = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("fed: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", line, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, line, StringComparison.Ordinal));
    }
}
