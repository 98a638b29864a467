using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>Loses, repeats, delays and so reorders messages; links can be cut one way.</summary>
internal sealed class SimNetwork(SimCluster cluster)
{
    private readonly HashSet<(Did From, Did To)> _cut = [];
    private readonly List<PeerMessage> _recorded = [];

    /// <summary>Drops what this says should be dropped, for scripted scenarios.</summary>
    public Func<PeerMessage, bool>? Filter { get; set; }

    public void CutOff(Did node)
    {
        foreach (var other in cluster.Names) CutBoth(node, other);
    }

    public void CutBoth(Did a, Did b)
    {
        _cut.Add((a, b));
        _cut.Add((b, a));
    }

    public void CutOneWay(Did from, Did to) => _cut.Add((from, to));

    public void Heal() => _cut.Clear();

    public void Send(PeerMessage message)
    {
        if (_cut.Contains((message.From, message.To)) || Filter?.Invoke(message) == true) return;
        Replay(message);
        if (cluster.Random.NextDouble() < cluster.Options.Loss) return;
        Deliver(message);
        if (cluster.Random.NextDouble() < cluster.Options.Duplication) Deliver(message);
    }

    private void Replay(PeerMessage message)
    {
        if (cluster.Options.Replay == 0) return;
        _recorded.Add(message);
        if (cluster.Random.NextDouble() < cluster.Options.Replay) Deliver(_recorded[cluster.Random.Next(_recorded.Count)]);
    }

    private void Deliver(PeerMessage message)
    {
        var span = cluster.Options.MaxDelay - cluster.Options.MinDelay;
        cluster.At(cluster.Now + cluster.Options.MinDelay + span * cluster.Random.NextDouble(), () => Arrive(message));
    }

    private void Arrive(PeerMessage message)
    {
        var node = cluster[message.To];
        if (node.Paused) cluster.At(cluster.Now + TimeSpan.FromMilliseconds(5), () => Arrive(message));
        else node.Receive(message);
    }
}
