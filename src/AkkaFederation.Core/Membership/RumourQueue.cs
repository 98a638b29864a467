using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>
/// News waiting to be passed on (SWIM section 4.1): the least-sent goes first, newer before older, and each item is
/// sent a bounded number of times. There is at most one item for each (kind, subject, asserter), so the queue cannot
/// outgrow the table (M9); beyond its capacity what was sent most often goes.
/// </summary>
internal sealed class RumourQueue(int capacity)
{
    private readonly List<Rumour> _rumours = [];
    private long _order;

    public int Count => _rumours.Count;

    public void Add(GossipItem item)
    {
        var key = Key.Of(item);
        _rumours.RemoveAll(r => r.Key == key);
        _rumours.Insert(0, new Rumour(key, item, _order++));
        if (_rumours.Count > capacity) _rumours.RemoveAt(_rumours.Count - 1);
    }

    public void Clear() => _rumours.Clear();

    public void Forget(Did subject) => _rumours.RemoveAll(r => r.Item.Subject == subject);

    /// <summary>
    /// Up to <paramref name="max"/> items for one recipient. Each has then been sent once more, and is dropped when that
    /// makes <paramref name="limit"/>. A peer is not told its own words.
    /// </summary>
    /// <param name="recipient">Whom they are for.</param>
    /// <param name="max">Items at most.</param>
    /// <param name="limit">Times that an item is sent at most.</param>
    /// <param name="fresherThan">Only items sent fewer times than this.</param>
    public ImmutableArray<GossipItem> Take(Did recipient, int max, int limit, int fresherThan = int.MaxValue)
    {
        if (_rumours.Count == 0) return [];
        var taken = ImmutableArray.CreateBuilder<GossipItem>(Math.Min(max, _rumours.Count));
        var sent = 0;
        foreach (var rumour in _rumours)
        {
            if (sent == max) break;
            if (rumour.Sent >= fresherThan || IsOwnWord(rumour.Item, recipient)) continue;
            rumour.Sent++;
            sent++;
            taken.Add(rumour.Item);
        }

        if (sent == 0) return [];
        _rumours.RemoveAll(r => r.Sent >= limit);
        _rumours.Sort(static (a, b) => a.Sent != b.Sent ? a.Sent.CompareTo(b.Sent) : b.Order.CompareTo(a.Order));
        return taken.DrainToImmutable();
    }

    /// <summary>Whether something has not been sent to anybody.</summary>
    public bool HasFresh => _rumours.Exists(static r => r.Sent == 0);

    public bool HasFreshNewsFor(Did recipient, int fresherThan) => _rumours.Exists(r => r.Sent < fresherThan && !IsOwnWord(r.Item, recipient));

    /// <summary>Whether there is anything that this recipient has not itself said.</summary>
    public bool HasNewsFor(Did recipient) => _rumours.Exists(r => !IsOwnWord(r.Item, recipient));

    private static bool IsOwnWord(GossipItem item, Did recipient) => (item.Record?.PeerId ?? item.Assertion!.Asserter) == recipient;

    private readonly record struct Key(AssertionKind Kind, Did Subject, Did Asserter)
    {
        // A farewell takes the place of a waiting alive, hence one kind for both; 0 is the record.
        public static Key Of(GossipItem item) => item.Assertion is { } a
            ? new Key(a.Kind == AssertionKind.Leave ? AssertionKind.Alive : a.Kind, a.Subject, a.Asserter)
            : new Key(0, item.Subject, item.Subject);
    }

    private sealed class Rumour(Key key, GossipItem item, long order)
    {
        public Key Key { get; } = key;

        public GossipItem Item { get; } = item;

        public long Order { get; } = order;

        public int Sent { get; set; }
    }
}
