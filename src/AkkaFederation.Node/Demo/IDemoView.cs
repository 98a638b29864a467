using AkkaFederation.Node.Local;

namespace AkkaFederation.Node.Demo;

/// <summary>Shows a demonstration while it runs.</summary>
internal interface IDemoView : IAsyncDisposable
{
    /// <summary>A step was reached or a figure found.</summary>
    void Step(string text);

    /// <summary>The state of things now; called several times a second.</summary>
    void Progress(DemoProgress progress);

    void Check(CheckResult check);
}

internal sealed record DemoProgress(TimeSpan Elapsed, ClusterView Cluster, LoadCounts Load, double CommitsPerSecond, int Killed);
