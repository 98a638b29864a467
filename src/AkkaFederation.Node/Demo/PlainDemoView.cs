using System.Globalization;

namespace AkkaFederation.Node.Demo;

/// <summary>Plain lines, for logs and pipes: steps as they come, the state of things once a second.</summary>
internal sealed class PlainDemoView(TextWriter output) : IDemoView
{
    private readonly Lock _lock = new();
    private int _lastSecond = -1;

    public void Step(string text) => Write(text);

    public void Progress(DemoProgress progress)
    {
        var second = (int)progress.Elapsed.TotalSeconds;
        if (Interlocked.Exchange(ref _lastSecond, second) == second)
            return;
        var leader = progress.Cluster.Leader();
        var term = leader < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" term {progress.Cluster.Nodes[leader]!.Term}");
        Write(string.Create(CultureInfo.InvariantCulture,
            $"  {second,2} s  leader {(leader < 0 ? "none" : $"node-{leader + 1}")}{term}  commit {string.Join('/', progress.Cluster.Nodes.Select(n => n?.CommitIndex.ToString(CultureInfo.InvariantCulture) ?? "-"))}  acknowledged {progress.Load.Acknowledged}  {progress.CommitsPerSecond:0}/s"));
    }

    public void Check(CheckResult check) => Write($"{(check.Ok ? "ok  " : "FAIL")}  {check.Name}: {check.Detail}");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Write(string line)
    {
        lock (_lock)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }
}
