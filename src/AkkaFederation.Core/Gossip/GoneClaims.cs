using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Gossip;

/// <summary>
/// What peers say is gone of one stream. One peer may lie, and whoever believed it would ask nobody else for what it has
/// not got yet. So a claim waits until another peer says the same, or until there was time to ask others; meanwhile the
/// gap stays one that they fill. What an origin says of its own updates needs no second voice. Bounded: a few claims stand
/// at a time, and a peer's first stands until it is settled.
/// </summary>
internal sealed class GoneClaims
{
    private const int MaxClaims = 4;
    private readonly List<Claim> _claims = [];

    /// <summary>Takes a claim; gives the parts that another peer has claimed as well.</summary>
    public ImmutableArray<SequenceRange> Add(Did by, ImmutableArray<SequenceRange> ranges, TimeSpan now)
    {
        if (!_claims.Exists(c => c.By == by) && _claims.Count < MaxClaims) _claims.Add(new Claim(by, ranges, now));
        var agreed = new List<SequenceRange>();
        foreach (var other in _claims)
        {
            if (other.By != by) agreed.AddRange(Intersect(ranges, other.Ranges));
        }

        return [.. agreed];
    }

    /// <summary>The claims that have stood since then or longer; they are settled by this.</summary>
    public ImmutableArray<SequenceRange> TakeOld(TimeSpan since)
    {
        if (_claims.Count == 0) return [];
        ImmutableArray<SequenceRange> old = [.. _claims.Where(c => c.At <= since).SelectMany(c => c.Ranges)];
        _claims.RemoveAll(c => c.At <= since);
        return old;
    }

    private static IEnumerable<SequenceRange> Intersect(ImmutableArray<SequenceRange> some, ImmutableArray<SequenceRange> others)
    {
        foreach (var a in some)
        {
            foreach (var b in others)
            {
                var (first, last) = (Math.Max(a.First, b.First), Math.Min(a.Last, b.Last));
                if (first <= last) yield return new SequenceRange(first, last);
            }
        }
    }

    private readonly record struct Claim(Did By, ImmutableArray<SequenceRange> Ranges, TimeSpan At);
}
