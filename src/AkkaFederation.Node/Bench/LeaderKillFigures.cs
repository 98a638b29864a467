namespace AkkaFederation.Node.Bench;

/// <summary>How long there was no leader, kill by kill: percentiles, and how many were over within a time.</summary>
internal sealed class LeaderKillFigures(string row)
{
    public const string Name = "leader-kills";

    private static readonly int[] Limits = [200, 250, 300, 350, 400, 450, 500, 700, 1000, 1500, 2000, 5000];
    private readonly Latencies _leader = new();
    private readonly Latencies _commit = new();

    public int Count => _leader.Count;

    /// <param name="leader">From the kill until another led.</param>
    /// <param name="commit">From the kill until something was committed again.</param>
    public void Add(TimeSpan leader, TimeSpan commit)
    {
        _leader.Add(leader);
        _commit.Add(commit);
    }

    public IEnumerable<BenchFigure> Figures()
    {
        yield return Of("kills", Count, "1");
        foreach (var (name, times) in new[] { ("leader", _leader), ("commit", _commit) })
        {
            foreach (var percent in new[] { 50, 90, 99 }) yield return Of($"{name}_p{percent}_ms", Math.Round(times.Percentile(percent), 1), "ms");
            yield return Of($"{name}_max_ms", Math.Round(times.Percentile(100), 1), "ms");
        }
    }

    /// <summary>How many kills had another leader within each of some times.</summary>
    public IEnumerable<BenchFigure> Distribution() => Limits.Select(l => Of($"leader_within_{l}_ms", _leader.CountWithin(l), "1"));

    private BenchFigure Of(string metric, double value, string unit) => new(Name, row, metric, value, unit);
}
