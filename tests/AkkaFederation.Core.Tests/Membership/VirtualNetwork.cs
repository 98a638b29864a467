using System.Collections.Immutable;
using AkkaFederation.Identity;
using AkkaFederation.Membership;

namespace AkkaFederation.Core.Tests.Membership;

/// <summary>
/// A network of membership cores in virtual time: the same seed gives the same run. Loss, one-way cuts and latency are
/// set by the test; invariants are checked after every step.
/// </summary>
internal sealed class VirtualNetwork
{
    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> _due = new();
    private readonly Dictionary<string, VirtualNode> _byEndpoint = [];
    private readonly Random _random;
    private readonly MembershipOptions _options;
    private long _order;
    private ulong _epochs;

    public VirtualNetwork(int seed, MembershipOptions? options = null, TestIdentities? identities = null)
    {
        Identities = identities ?? TestIdentities.Real;
        Seed = seed;
        _random = new Random(seed);
        _options = options ?? TestOptions.Lan;
    }

    public int Seed { get; }

    public TestIdentities Identities { get; }

    public TimeSpan Now { get; private set; }

    public List<VirtualNode> Nodes { get; } = [];

    public double Loss { get; set; }

    /// <summary>Decides for each message from one node to another whether it gets through.</summary>
    public Func<VirtualNode, VirtualNode, MembershipMessage, bool> Passes { get; set; } = static (_, _, _) => true;

    public Func<VirtualNode, VirtualNode, TimeSpan> Latency { get; set; } = static (_, _) => TimeSpan.FromMilliseconds(1);

    public long Messages { get; private set; }

    public int NextSeed() => _random.Next();

    public static string EndpointOf(int index) => $"akka.ssl.tcp://fed@10.0.{index / 250}.{(index % 250) + 1}:7615";

    public VirtualNode Start(int index, int[] seeds, string cluster = "test", string? endpoint = null)
    {
        endpoint ??= EndpointOf(index);
        var node = new VirtualNode(this, index, endpoint, ++_epochs, [.. seeds.Select(EndpointOf)], _options, cluster);
        Nodes.RemoveAll(n => n.Index == index);
        Nodes.Add(node);
        _byEndpoint[endpoint] = node;
        node.Start();
        return node;
    }

    /// <summary>A federation of <paramref name="count"/> nodes, with node 0 as the seed of all, that know one another.</summary>
    public static VirtualNetwork Formed(int count, int seed, MembershipOptions? options = null, TestIdentities? identities = null)
    {
        var network = new VirtualNetwork(seed, options, identities);
        for (var i = 0; i < count; i++) network.Start(i, [0]);
        network.RunUntil(network.AllHealthy, TimeSpan.FromSeconds(10));
        return network;
    }

    /// <summary>Killed without a word.</summary>
    public void Kill(VirtualNode node)
    {
        node.Running = false;
        if (_byEndpoint.GetValueOrDefault(node.Endpoint) == node) _byEndpoint.Remove(node.Endpoint);
    }

    /// <summary>The last status that a node published of another; quick where snapshots of many nodes are not.</summary>
    public bool AllKnow(VirtualNode subject, PeerStatus status) =>
        Nodes.TrueForAll(n => n == subject || !n.Running || (n.Known.TryGetValue(subject.Id, out var known) && known == status));

    public bool AllHealthy() => Nodes.TrueForAll(a => !a.Running || Nodes.TrueForAll(b => !b.Running || a == b || (a.Known.TryGetValue(b.Id, out var known) && known == PeerStatus.Healthy)));

    public void At(TimeSpan at, Action action) => _due.Enqueue(action, (at < Now ? Now : at, _order++));

    public void Send(VirtualNode from, string address, MembershipMessage message)
    {
        Messages++;
        if (_random.NextDouble() < Loss || !_byEndpoint.TryGetValue(address, out var to)) return;
        if (from != to && !Passes(from, to, message)) return;
        At(Now + Latency(from, to), () => to.Do(new Received(from.Id, from.Endpoint, message)));
    }

    public void RunFor(TimeSpan time)
    {
        var until = Now + time;
        while (_due.TryPeek(out _, out var next) && next.At <= until) RunNext();
        Now = until;
    }

    /// <summary>Runs until something holds and returns how long that took; fails the test if it never does.</summary>
    public TimeSpan RunUntil(Func<bool> condition, TimeSpan atMost)
    {
        var start = Now;
        while (!condition())
        {
            if (!_due.TryPeek(out _, out var next) || next.At > start + atMost)
                Assert.Fail($"Not within {atMost} (seed {Seed}, at {Now}).\n{Describe()}");
            RunNext();
        }

        return Now - start;
    }

    public string Describe() => string.Join('\n', Nodes.Select(n =>
        $"{n.Index}{(n.Running ? "" : " (dead)")}: {string.Join(' ', Nodes.Where(o => o != n).Select(o => $"{o.Index}={n.StatusOf(o)}"))}"));

    private void RunNext()
    {
        var action = Dequeue();
        action();
    }

    private Action Dequeue()
    {
        _due.TryDequeue(out var action, out var at);
        Now = at.At;
        return action!;
    }
}
