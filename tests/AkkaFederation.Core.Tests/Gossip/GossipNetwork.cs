using AkkaFederation.Gossip;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Gossip;

/// <summary>
/// A network of gossip cores in virtual time: the same seed gives the same run. Loss, duplication, cuts and latency are
/// set by the test; invariants are checked after every step.
/// </summary>
internal sealed class GossipNetwork
{
    public const string Cluster = "test";
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000);
    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> _due = new();
    private readonly Random _random;
    private long _order;

    public GossipNetwork(int seed, GossipOptions? options = null)
    {
        _random = new Random(seed);
        Options = options ?? new GossipOptions();
    }

    public GossipOptions Options { get; }

    public TimeSpan Now { get; private set; }

    public DateTimeOffset Wall => Start + Now;

    public List<GossipNode> Nodes { get; } = [];

    public double Loss { get; set; }

    public double Duplication { get; set; }

    public Func<GossipNode, GossipNode, bool> Passes { get; set; } = static (_, _) => true;

    public TimeSpan Latency { get; set; } = TimeSpan.FromMilliseconds(1);

    public TimeSpan Jitter { get; set; }

    public long Messages { get; private set; }

    public Action<GossipNode, GossipNode, GossipMessage> Observe { get; set; } = static (_, _, _) => { };

    /// <summary>Nodes that all know one another.</summary>
    public static GossipNetwork Of(int count, int seed, GossipOptions? options = null)
    {
        var network = new GossipNetwork(seed, options);
        for (var i = 0; i < count; i++) network.Nodes.Add(new GossipNode(network, i));
        foreach (var node in network.Nodes) node.Begin();
        return network;
    }

    public GossipNode Add()
    {
        var node = new GossipNode(this, Nodes.Count);
        Nodes.Add(node);
        node.Begin();
        Meet();
        return node;
    }

    /// <summary>Everybody who runs learns who runs.</summary>
    public void Meet()
    {
        foreach (var node in Nodes.Where(n => n.Running)) node.Do(new GossipMembersChanged(Members()));
    }

    public GossipMembers Members() => new(Nodes.Where(n => n.Running).Select(n => n.Id), [], Nodes.Select(n => n.Id));

    public Random NextRandom() => new(_random.Next());

    public void At(TimeSpan at, Action action) => _due.Enqueue(action, (at < Now ? Now : at, _order++));

    public void Send(GossipNode from, Did to, GossipMessage message)
    {
        Messages++;
        var target = Nodes.Find(n => n.Id == to);
        if (target is null) return;
        Observe(from, target, message);
        var copies = _random.NextDouble() < Duplication ? 2 : 1;
        for (var i = 0; i < copies; i++)
        {
            if (_random.NextDouble() < Loss || !Passes(from, target)) continue;
            At(Now + Latency + (Jitter * _random.NextDouble()), () => target.Hear(from, message));
        }
    }

    public void RunFor(TimeSpan time)
    {
        var until = Now + time;
        while (_due.TryPeek(out _, out var next) && next.At <= until)
        {
            var action = _due.Dequeue();
            Now = next.At;
            action();
        }

        Now = until;
    }

    public bool RunUntil(Func<bool> holds, TimeSpan atMost)
    {
        for (var end = Now + atMost; Now < end && !holds();) RunFor(TimeSpan.FromMilliseconds(10));
        return holds();
    }

    public bool Converged() => Nodes.Where(n => n.Running).Select(n => n.Core.Log.Fingerprint()).Distinct().Count() <= 1;
}
