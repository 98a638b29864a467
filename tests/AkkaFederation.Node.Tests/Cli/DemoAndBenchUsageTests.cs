using System.Text;
using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Tests.Cli;

/// <summary>What is refused before any process is started.</summary>
public sealed class DemoAndBenchUsageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_missing_proposals_file() =>
        (await Fed.RunAsync("demo", "--keep", _folder["run"], "--file", _folder["none"])).AssertOneLine(ExitCode.BadInput, "none", "no such file");

    [Fact]
    public async Task A_folder_as_proposals_file() =>
        (await Fed.RunAsync("demo", "--keep", _folder["run"], "--file", _folder.Path)).AssertOneLine(ExitCode.BadInput, "folder");

    [Fact]
    public async Task Empty_standard_input()
    {
        (await Fed.RunAsync("demo", "--keep", _folder["run"], "--file", "-")).AssertOneLine(ExitCode.BadInput, "standard input", "no proposal");
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Fact]
    public async Task A_line_that_is_too_long()
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(new string('x', 100_000)));
        (await Fed.RunAsync(input, "demo", "--file", "-")).AssertOneLine(ExitCode.BadInput, "standard input:1");
    }

    [Theory]
    [InlineData("--clients 1,zero", "zero")]
    [InlineData("--clients 0", "'0'")]
    [InlineData("--clients 1,,2", "''")]
    [InlineData("--nodes 0", "--nodes")]
    [InlineData("--seconds 0", "--seconds")]
    [InlineData("--payload -1", "--payload")]
    public async Task Numbers_out_of_bounds(string arguments, string named) =>
        (await Fed.RunAsync(["bench", "consensus", .. arguments.Split(' ')])).AssertOneLine(ExitCode.BadInput, named);

    [Theory]
    [InlineData("node", "--config")]
    [InlineData("node --config x --log-level loud", "loud")]
    [InlineData("verify --trust x", "'verify'")]
    public async Task What_is_missing_is_named(string arguments, string named) =>
        (await Fed.RunAsync(arguments.Split(' '))).AssertOneLine(ExitCode.BadInput, named);
}
