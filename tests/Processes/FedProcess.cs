using System.Diagnostics;
using AkkaFederation.Node.Local;

namespace Processes;

/// <summary>A <c>fed</c> process of a test: its lines as they come, its end, signals. Killed with the test if it still runs.</summary>
internal sealed class FedProcess : IAsyncDisposable
{
    /// <summary>Long enough for a machine that runs several test projects at once; a wait ends as soon as it can.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly LineLog _output = new();
    private readonly LineLog _error = new();
    private readonly Task _reading;

    private FedProcess(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = Process.Start(start) ?? throw new InvalidOperationException("fed did not start");
        _reading = Task.WhenAll(_output.FillAsync(_process.StandardOutput), _error.FillAsync(_process.StandardError));
    }

    public int Id => _process.Id;

    public string Output => _output.Text;

    public string Error => _error.Text;

    public static FedProcess Start(params string[] arguments) => new(FedExecutable.StartInfo(arguments));

    /// <summary>The same in a host of a test.</summary>
    public static FedProcess StartIn(NetworkNamespaces hosts, string host, params string[] arguments) =>
        new(hosts.In(host, FedExecutable.StartInfo(arguments)));

    /// <summary>Another program, in a host of a test.</summary>
    public static FedProcess StartIn(NetworkNamespaces hosts, string host, ProcessStartInfo start) => new(hosts.In(host, start));

    /// <summary>The same with a disk of a test's.</summary>
    public static FedProcess StartOn(SmallDisk disk, params string[] arguments) => new(disk.In(FedExecutable.StartInfo(arguments)));

    /// <summary>Runs to its end.</summary>
    public static Task<FedEnd> RunAsync(params string[] arguments) => RunAsync(Start(arguments));

    /// <summary>The same with no more memory for objects than this.</summary>
    public static Task<FedEnd> RunWithHeapAsync(long bytes, params string[] arguments)
    {
        var start = FedExecutable.StartInfo(arguments);
        start.Environment["DOTNET_GCHeapHardLimit"] = bytes.ToString("x", System.Globalization.CultureInfo.InvariantCulture);
        return RunAsync(new FedProcess(start));
    }

    /// <summary>The same in a host of a test.</summary>
    public static Task<FedEnd> RunInAsync(NetworkNamespaces hosts, string host, params string[] arguments) => RunAsync(StartIn(hosts, host, arguments));

    /// <summary>What it has printed so far.</summary>
    public LineLog Lines => _output;

    /// <summary>One line to its standard input.</summary>
    public async Task SendAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>The first line of standard output that contains the text, printed already or not.</summary>
    public Task<string> LineAsync(string text) => LineAsync(_output, text);

    /// <summary>The same on standard error.</summary>
    public Task<string> ErrorLineAsync(string text) => LineAsync(_error, text);

    public async Task<FedEnd> EndAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(limit.Token);
        await _reading.WaitAsync(limit.Token);
        return new FedEnd(_process.ExitCode, Output, Error);
    }

    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<FedEnd> RunAsync(FedProcess started)
    {
        await using var process = started;
        process._process.StandardInput.Close();
        return await process.EndAsync();
    }

    private async Task<string> LineAsync(LineLog log, string text)
    {
        try
        {
            return await log.WaitAsync(text, Patience);
        }
        catch (Exception e) when (e is TimeoutException or EndOfStreamException)
        {
            throw new InvalidOperationException($"no line with '{text}': {e.Message}\nstdout:\n{Output}\nstderr:\n{Error}", e);
        }
    }
}

internal sealed record FedEnd(int Code, string Output, string Error)
{
    /// <summary>The contract of a refusal: its code and one line on standard error, without a stack trace.</summary>
    public void AssertRefused(int code, params string[] parts)
    {
        Assert.True(code == Code, $"exit code {Code} instead of {code}\nstdout:\n{Output}\nstderr:\n{Error}");
        var line = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("fed: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", line, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, line, StringComparison.Ordinal));
    }
}
