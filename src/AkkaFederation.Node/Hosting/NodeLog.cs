using System.Globalization;
using AkkaFederation.Node.Cli;
using Microsoft.Extensions.Logging;

namespace AkkaFederation.Node.Hosting;

/// <summary>
/// Log lines on standard error: one a line with UTC time, no stack traces above level Debug. Held back while a node starts,
/// because a start that fails has one line to say why, and that is the program's.
/// </summary>
internal sealed class NodeLog(TextWriter output, LogLevel least) : ILoggerProvider
{
    private const int MostHeld = 1000;

    private readonly Lock _lock = new();
    private List<string>? _held = [];

    /// <summary>Prints what was held back, and everything from now on.</summary>
    public void Release()
    {
        lock (_lock)
        {
            foreach (var line in _held ?? [])
                output.WriteLine(line);
            _held = null;
            output.Flush();
        }
    }

    /// <summary>Forgets what was held back, unless somebody is looking for the cause.</summary>
    public void Discard()
    {
        if (least <= LogLevel.Debug)
        {
            Release();
            return;
        }
        lock (_lock)
        {
            if (_held is not null)
                _held = [];
        }
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    public void Dispose() => output.Flush();

    private void Write(LogLevel level, string category, string message, Exception? exception)
    {
        var time = DateTime.UtcNow.ToString("HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var cause = exception is null ? "" : least <= LogLevel.Debug ? $" {exception}" : $" ({exception.Message})";
        var line = FedCli.OneLine($"{time} {Name(level)} {category}: {message}{cause}");
        lock (_lock)
        {
            if (_held is null)
            {
                output.WriteLine(line);
                output.Flush();
            }
            else if (_held.Count < MostHeld)
            {
                _held.Add(line);
            }
        }
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info ",
        LogLevel.Warning => "warn ",
        _ => "error",
    };

    private sealed class Logger(NodeLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= log.Least && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                log.Write(logLevel, category, formatter(state, exception), exception);
        }
    }

    private LogLevel Least => least;
}
