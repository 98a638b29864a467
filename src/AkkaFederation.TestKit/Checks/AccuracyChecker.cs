using AkkaFederation.Membership;

namespace AkkaFederation.TestKit.Checks;

/// <summary>
/// Failure detection while faults go on: nobody who runs holds another who runs for gone, and a crash is known by all who
/// run within <see cref="Limit"/> (figures of RELIABILITY.md). Looks every 100 ms.
/// </summary>
internal sealed class AccuracyChecker
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>So long after its start a node may still be held for gone, and may still lack news.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);

    private readonly SimulatedWorld _world;
    private readonly Dictionary<SimulatedNode, TimeSpan> _started = [];
    private readonly Dictionary<SimulatedNode, MembershipSnapshot> _looked = [];
    private SimulatedNode? _exempt;
    private SimulatedNode? _crashed;
    private TimeSpan _crashedAt;

    public AccuracyChecker(SimulatedWorld world)
    {
        _world = world;
        world.Loop.After(Interval, Look);
    }

    /// <summary>Crashes whose detection was followed to its end.</summary>
    public int Crashes { get; private set; }

    /// <summary>The longest that one took to be known by all.</summary>
    public TimeSpan Worst { get; private set; }

    /// <summary>Of this node others may think what they like; what it thinks of them is checked.</summary>
    public void Exempt(SimulatedNode node) => _exempt = node;

    /// <summary>This node has just crashed and stays down until all know; one at a time.</summary>
    public void Crashed(SimulatedNode node) => (_crashed, _crashedAt) = (node, _world.Now);

    private void Look()
    {
        foreach (var node in _world.Nodes)
        {
            if (!node.IsRunning) _started.Remove(node);
            else _started.TryAdd(node, _world.Now);
        }

        foreach (var node in _world.Nodes)
        {
            if (node is { IsRunning: true, Membership: { } view } && !(_looked.TryGetValue(node, out var before) && ReferenceEquals(before, view)))
            {
                _looked[node] = view;
                CheckView(node, view);
            }
        }

        if (_crashed is { } crashed) CheckCrash(crashed);
        _world.Loop.After(Interval, Look);
    }

    private bool IsSettled(SimulatedNode node) => _started.TryGetValue(node, out var since) && _world.Now - since >= Settling;

    private void CheckView(SimulatedNode node, MembershipSnapshot view)
    {
        if (!IsSettled(node)) return;
        foreach (var other in _world.Nodes)
        {
            if (ReferenceEquals(other, node) || ReferenceEquals(other, _exempt) || !IsSettled(other)) continue;
            if (view.Find(other.Id)?.Status is PeerStatus.Unreachable or PeerStatus.Evicted)
                _world.Report("no false UNREACHABLE", $"{node.Name} holds {other.Name} for gone, which runs");
        }
    }

    private void CheckCrash(SimulatedNode crashed)
    {
        var took = _world.Now - _crashedAt;
        var unaware = _world.Nodes.FirstOrDefault(n =>
            n.IsRunning && !ReferenceEquals(n, _exempt) && IsSettled(n) && n.Membership?.Find(crashed.Id)?.Status is PeerStatus.Healthy or PeerStatus.Degraded);
        if (unaware is null)
        {
            Crashes++;
            if (took > Worst) Worst = took;
            _crashed = null;
        }
        else if (took > Limit)
        {
            _world.Report("a crash is known everywhere", $"{unaware.Name} still holds {crashed.Name} for living, which crashed {took.TotalSeconds:0.0} s ago");
            _crashed = null;
        }
    }
}
