using System.Collections.Concurrent;
using AkkaFederation.Node.Demo;

namespace AkkaFederation.Node.Tests.Demo;

internal sealed class RecordingView : IDemoView
{
    public ConcurrentQueue<string> Steps { get; } = new();

    public ConcurrentQueue<CheckResult> Checks { get; } = new();

    public void Step(string text) => Steps.Enqueue(text);

    public void Progress(DemoProgress progress) => Assert.InRange(progress.Cluster.Leader(), -1, 2);

    public void Check(CheckResult check) => Checks.Enqueue(check);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
