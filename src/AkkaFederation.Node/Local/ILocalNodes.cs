namespace AkkaFederation.Node.Local;

/// <summary>The nodes of a federation on this machine, as things that can be started, killed and started again.</summary>
internal interface ILocalNodes : IAsyncDisposable
{
    IReadOnlyList<string> Addresses { get; }

    /// <summary>When the last process was started, as a <see cref="System.Diagnostics.Stopwatch"/> timestamp.</summary>
    long LastLaunch { get; }

    /// <summary>Ends with a description when a node stops that was not asked to.</summary>
    Task<string> Broken { get; }

    /// <summary>Starts all nodes; ends when the last process runs and listens.</summary>
    Task StartAsync(CancellationToken stop);

    /// <summary>SIGKILL; ends when the process is gone.</summary>
    Task KillAsync(int node);

    Task RestartAsync(int node, CancellationToken stop);
}
