using Akka.Actor;
using AkkaFederation.Hosting;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Http;
using AkkaFederation.Settings;
using Microsoft.Extensions.Logging;

namespace AkkaFederation.Node.Hosting;

/// <summary>A node from its configuration to its end: start, banner, joins and leaves, stop.</summary>
internal static class NodeProgram
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    /// <summary>A node that has not failed by then, but still waits for peers, shows its log.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(CliIo io, NodeOptions options, CancellationToken stop)
    {
        using var asked = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (options.ExitWithParent)
            ParentWatch.Start(io.In(), asked);
        var configuration = FederationConfiguration.Load(options.ConfigPath, options.Sources);
        using var log = new NodeLog(io.Error, options.Level);
        using var logging = LoggerFactory.Create(builder => builder.SetMinimumLevel(options.Level).AddFilter("Microsoft", Quieter(options.Level)).AddProvider(log));
        if (options.Uncertified)
            io.Error.WriteLine($"{NodeOptions.UncertifiedFlag}: this node signs no seals; nothing can be certified. Never do this but to measure.");
        var system = FederationSystem.Create(configuration, new FederationOptions { Clock = TimeProvider.System, Logging = logging, Sources = options.Sources, Uncertified = options.Uncertified });
        try
        {
            var reporter = new NodeReporter(io.Out, options.Json);
            system.ActorOf(MembershipListener.Props(reporter), "membership-listener");
            var federation = Federation.Get(system);
            reporter.Listening(federation);
            await using var http = await FederationHttp.StartAsync(federation, logging, asked.Token);
            if (http is not null) reporter.Serving(http.Url);
            await StartedAsync(federation, log, asked.Token);
            return await ServeAsync(federation, reporter, asked.Token);
        }
        finally
        {
            await StopAsync(system);
        }
    }

    // Kestrel tells of every request; that is for those who look for a fault.
    private static LogLevel Quieter(LogLevel level) => level is LogLevel.Information ? LogLevel.Warning : level;

    /// <summary>Ends when the node serves, fails, is told to stop, or has waited long enough to show its log.</summary>
    private static async Task StartedAsync(Federation federation, NodeLog log, CancellationToken asked)
    {
        await Task.WhenAny(federation.WhenEnded, federation.WhenReady, Task.Delay(StartLimit, asked));
        if (federation.WhenEnded.IsCompleted)
            log.Discard();
        else
            log.Release();
    }

    private static async Task<int> ServeAsync(Federation federation, NodeReporter reporter, CancellationToken asked)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = asked.Register(() => told.TrySetResult());
        var first = await Task.WhenAny(told.Task, federation.WhenEnded, federation.WhenReady);
        if (first == federation.WhenReady && federation.WhenReady.IsCompletedSuccessfully)
        {
            reporter.Ready();
            first = await Task.WhenAny(told.Task, federation.WhenEnded);
        }
        if (first == told.Task)
        {
            reporter.Stopping();
            return ExitCode.Ok;
        }
        var error = await federation.WhenEnded;
        throw new FedException(error.ExitCode, error.Message, error);
    }

    /// <summary>In good order if that goes quickly; what it has promised is on disk either way.</summary>
    private static async Task StopAsync(ActorSystem system)
    {
        var terminated = system.Terminate();
        if (await Task.WhenAny(terminated, Task.Delay(StopLimit)) == terminated)
            await terminated;
    }
}
