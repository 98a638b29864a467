using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Gossip;

/// <summary>
/// Updates that this node still passes on, by priority. Bounded: beyond the limit the oldest of the lowest priority goes
/// first (M9); anti-entropy still brings it to others. An update leaves after a constant number of rounds. A peer that
/// sent us an update, or was sent it, is not sent it again.
/// Invariants: (5) the index and the four queues hold the same updates; (6) there are no more than the limit.
/// </summary>
internal sealed class SpreadQueue
{
    private const int MaxTold = 32;
    private readonly List<Entry>[] _queues = [[], [], [], []];
    private readonly Dictionary<GossipId, Entry> _index = [];
    private long _order;

    public int Count => _index.Count;

    public bool Has(GossipPriority priority) => _queues[(int)priority].Count > 0;

    public GossipPriority Highest()
    {
        for (var p = GossipPriority.Critical; p > GossipPriority.Low; p--)
        {
            if (Has(p)) return p;
        }

        return GossipPriority.Low;
    }

    /// <summary>Adds an update; gives the priority of the one that had to go for it, if one had.</summary>
    public GossipPriority? Add(GossipRumour rumour, int rounds, int limit, Did? toldBy)
    {
        var entry = new Entry(rumour, rounds, _order++);
        if (toldBy is { } peer) entry.Told.Add(peer);
        if (!_index.TryAdd(rumour.Signed.Id, entry)) return null;
        _queues[(int)rumour.Signed.Update.Priority].Add(entry);
        return _index.Count > limit ? DropOldestLowest() : null;
    }

    public IEnumerable<GossipPriority> TrimTo(int limit)
    {
        while (_index.Count > limit) yield return DropOldestLowest();
    }

    public void Clear()
    {
        _index.Clear();
        foreach (var queue in _queues) queue.Clear();
    }

    /// <summary>A peer has it already.</summary>
    public void NoteTold(GossipId id, Did peer)
    {
        if (_index.TryGetValue(id, out var entry) && entry.Told.Count < MaxTold) entry.Told.Add(peer);
    }

    /// <summary>Whether the most urgent update has been told to this peer.</summary>
    public bool HeadToldTo(Did peer) => _queues[(int)Highest()] is [var head, ..] && head.Told.Contains(peer);

    /// <summary>What a peer is sent in this round, most urgent first, of the priorities from one up.</summary>
    public ImmutableArray<GossipRumour> TakeFor(Did peer, GossipPriority lowest, int max, int maxBytes)
    {
        var taken = ImmutableArray.CreateBuilder<GossipRumour>();
        var bytes = 0;
        for (var p = GossipPriority.Critical; p >= lowest; p--)
        {
            foreach (var entry in _queues[(int)p])
            {
                if (taken.Count == max) return taken.ToImmutable();
                if (entry.Rumour.Signed.Id.Origin == peer) continue;
                entry.Considered = true;
                if (entry.Told.Contains(peer)) continue;
                var size = entry.Rumour.Signed.Size;
                if (taken.Count > 0 && bytes + size > maxBytes) return taken.ToImmutable();
                bytes += size;
                taken.Add(entry.Rumour);
                if (entry.Told.Count < MaxTold) entry.Told.Add(peer);
            }
        }

        return taken.ToImmutable();
    }

    /// <summary>Ends a round: what it looked at has one round less, and stands behind what it did not come to.</summary>
    public void EndRound()
    {
        foreach (var queue in _queues)
        {
            if (!queue.Exists(static e => e.Considered)) continue;
            var later = queue.FindAll(static e => e.Considered);
            queue.RemoveAll(static e => e.Considered);
            foreach (var entry in later)
            {
                entry.Considered = false;
                if (--entry.RoundsLeft > 0) queue.Add(entry);
                else _index.Remove(entry.Rumour.Signed.Id);
            }
        }
    }

    public void CheckInvariants(int limit)
    {
        if (_queues.Sum(q => q.Count) != _index.Count || _queues.Any(q => q.Exists(e => _index.GetValueOrDefault(e.Rumour.Signed.Id) != e)))
            throw new InvalidOperationException("Gossip invariant broken: 5: index and queues hold the same.");
        if (_index.Count > limit) throw new InvalidOperationException("Gossip invariant broken: 6: the queues are bounded.");
    }

    private GossipPriority DropOldestLowest()
    {
        var queue = _queues.First(q => q.Count > 0);
        var entry = queue.MinBy(static e => e.Order)!;
        queue.Remove(entry);
        _index.Remove(entry.Rumour.Signed.Id);
        return entry.Rumour.Signed.Update.Priority;
    }

    private sealed class Entry(GossipRumour rumour, int rounds, long order)
    {
        public GossipRumour Rumour => rumour;

        public long Order => order;

        public int RoundsLeft { get; set; } = rounds;

        public bool Considered { get; set; }

        public HashSet<Did> Told { get; } = [];
    }
}
