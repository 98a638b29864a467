using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AkkaFederation.Node.Tests.Http;

/// <summary>Keeps the lines that are logged, from Warning up.</summary>
internal sealed class RecordingLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Lock _gate = new();
    private readonly List<(string Text, TaskCompletionSource Done)> _waiting = [];

    public string[] Containing(string text) => [.. _lines.Where(l => l.Contains(text, StringComparison.Ordinal))];

    /// <summary>Completes once a line holds this text.</summary>
    public Task When(string text)
    {
        lock (_gate)
        {
            if (Containing(text).Length > 0) return Task.CompletedTask;
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((text, done));
            return done.Task.WaitAsync(HttpNodes.Patience);
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        var line = formatter(state, exception);
        lock (_gate)
        {
            _lines.Enqueue(line);
            foreach (var (text, done) in _waiting)
                if (line.Contains(text, StringComparison.Ordinal)) done.TrySetResult();
        }
    }

    public void Dispose()
    {
    }
}
