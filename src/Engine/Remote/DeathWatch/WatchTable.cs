using Akka.Actor;
using Akka.Remote;

namespace AkkaFederation.Engine.Remote;

/// <summary>One local actor that watches one remote one.</summary>
internal readonly record struct WatchPair(RemoteActorRef Watchee, IInternalActorRef Watcher);

/// <summary>
/// Who here watches whom elsewhere, and which of the nodes concerned is still heard. Each pair that is added leaves the
/// table exactly once: by unwatching, by the watchee's death, or with its node. Pure; the clock belongs to the detectors.
///
/// Invariants: (1) a node is in the table while somebody watches an actor there, and no longer; (2) a pair is there once.
/// </summary>
internal sealed class WatchTable(Func<FailureDetector> createDetector)
{
    private readonly SortedDictionary<Address, Node> _nodes = new(Address.Comparer);

    public IEnumerable<Address> Nodes => _nodes.Keys;

    public void Add(in WatchPair pair)
    {
        var address = pair.Watchee.Path.Address;
        if (!_nodes.TryGetValue(address, out var node))
        {
            _nodes[address] = node = new Node(createDetector());

            // Silence counts from now on, even if the node never answers.
            node.Detector.HeartBeat();
        }

        if (!node.Pairs.Contains(pair)) node.Pairs.Add(pair);
    }

    public void Remove(WatchPair pair)
    {
        var address = pair.Watchee.Path.Address;
        if (!_nodes.TryGetValue(address, out var node)) return;
        node.Pairs.Remove(pair);
        if (node.Pairs.Count == 0) _nodes.Remove(address);
    }

    /// <summary>Takes out the pairs that a peer's notice of a death is about.</summary>
    public IReadOnlyList<WatchPair> TakeDead(Address address, string watchee, string watcher)
    {
        if (!_nodes.TryGetValue(address, out var node)) return [];
        var (path, uid) = RemotePaths.Split(watchee);
        var dead = node.Pairs.FindAll(p => RemotePaths.OnWire(p.Watcher.Path) == watcher && IsSame(p.Watchee.WirePath, path, uid));
        foreach (var pair in dead) Remove(pair);
        return dead;
    }

    /// <summary>Takes out all pairs of a node that is gone.</summary>
    public IReadOnlyList<WatchPair> TakeNode(Address address) => _nodes.Remove(address, out var node) ? node.Pairs : [];

    public void Heard(Address address)
    {
        if (_nodes.TryGetValue(address, out var node)) node.Detector.HeartBeat();
    }

    /// <summary>Nodes that have been silent for too long.</summary>
    public IReadOnlyList<Address> Silent() => [.. _nodes.Where(n => !n.Value.Detector.IsAvailable).Select(n => n.Key)];

    /// <summary>A watchee that was resolved by its path alone means whichever incarnation is there.</summary>
    private static bool IsSame(string watched, string path, long uid)
    {
        var (watchedPath, watchedUid) = RemotePaths.Split(watched);
        return watchedPath == path && (watchedUid == 0 || uid == 0 || watchedUid == uid);
    }

    private sealed record Node(FailureDetector Detector)
    {
        public List<WatchPair> Pairs { get; } = [];
    }
}
