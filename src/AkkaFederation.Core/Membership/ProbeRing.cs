using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>
/// Randomised round-robin (SWIM section 4.3): a traversal visits every member once, in an order shuffled anew each
/// time; a newcomer enters at a random place. So a crash is noticed within a bounded time and not only in expectation.
/// </summary>
internal sealed class ProbeRing(Random random)
{
    private readonly List<Did> _order = [];
    private int _next;

    public bool Contains(Did peer) => _order.Contains(peer);

    public void Add(Did peer)
    {
        if (_order.Contains(peer)) return;
        var at = random.Next(_order.Count + 1);
        _order.Insert(at, peer);

        // Everything up to _next was visited in this traversal; the newcomer must not push a visited one behind it.
        if (at < _next) _next++;
    }

    public void Remove(Did peer)
    {
        var at = _order.IndexOf(peer);
        if (at < 0) return;
        _order.RemoveAt(at);
        if (at < _next) _next--;
    }

    /// <summary>The next member that may be probed; false when there is none.</summary>
    public bool TryNext(Func<Did, bool> eligible, out Did peer)
    {
        for (var tried = 0; tried < _order.Count; tried++)
        {
            if (_next >= _order.Count)
            {
                random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_order));
                _next = 0;
            }

            peer = _order[_next++];
            if (eligible(peer)) return true;
        }

        peer = default;
        return false;
    }
}
