using System.Collections.Immutable;

namespace AkkaFederation.Gossip;

/// <summary>Both ends belong to it.</summary>
internal readonly record struct SequenceRange(ulong First, ulong Last);

/// <summary>
/// A set of sequence numbers as ranges: the window of what has been seen. Invariants: (1) ranges ascend, do not touch and
/// do not overlap; (2) there are at most <see cref="MaxRanges"/> of them, so it is bounded whatever arrives.
/// </summary>
internal sealed class SequenceSet
{
    public const int MaxRanges = 128;
    private readonly List<SequenceRange> _ranges = [];

    public IReadOnlyList<SequenceRange> Ranges => _ranges;

    public bool IsEmpty => _ranges.Count == 0;

    public ulong Highest => _ranges.Count == 0 ? 0 : _ranges[^1].Last;

    /// <summary>Everything from 1 to here is in it.</summary>
    public ulong Through => _ranges.Count > 0 && _ranges[0].First == 1 ? _ranges[0].Last : 0;

    public bool HasGap => _ranges.Count > 1 || (_ranges.Count == 1 && _ranges[0].First > 1);

    public bool Contains(ulong sequence)
    {
        var at = IndexAtOrAfter(sequence);
        return at < _ranges.Count && _ranges[at].First <= sequence;
    }

    /// <summary>False if it would take a range too many.</summary>
    public bool TryAdd(ulong sequence) => TryAdd(new SequenceRange(sequence, sequence));

    public bool TryAdd(SequenceRange range)
    {
        // The first range that ends at or after the one before ours: it is the first that can touch it.
        var first = IndexAtOrAfter(range.First == 0 ? 0 : range.First - 1);
        var after = first;
        var (low, high) = (range.First, range.Last);
        while (after < _ranges.Count && (_ranges[after].First <= high || _ranges[after].First - high == 1))
        {
            low = Math.Min(low, _ranges[after].First);
            high = Math.Max(high, _ranges[after].Last);
            after++;
        }

        if (after == first && _ranges.Count == MaxRanges) return false;
        if (after == first)
        {
            _ranges.Insert(first, new SequenceRange(low, high));
        }
        else
        {
            _ranges[first] = new SequenceRange(low, high);
            _ranges.RemoveRange(first + 1, after - first - 1);
        }

        return true;
    }

    public void Remove(ulong sequence)
    {
        var at = IndexAtOrAfter(sequence);
        if (at == _ranges.Count || _ranges[at].First > sequence) return;
        var range = _ranges[at];
        _ranges.RemoveAt(at);
        if (range.Last > sequence) _ranges.Insert(at, range with { First = sequence + 1 });
        if (range.First < sequence) _ranges.Insert(at, range with { Last = sequence - 1 });
        if (_ranges.Count > MaxRanges) _ranges.RemoveAt(0);
    }

    /// <summary>The lowest ranges, up to a number.</summary>
    public ImmutableArray<SequenceRange> Take(int max) => [.. _ranges.Take(max)];

    /// <summary>The parts of this set up to a limit, up to a number of ranges.</summary>
    public ImmutableArray<SequenceRange> UpTo(ulong limit, int max) =>
        [.. _ranges.TakeWhile(r => r.First <= limit).Select(r => r with { Last = Math.Min(r.Last, limit) }).Take(max)];

    /// <summary>Whether every number of these ranges is in it.</summary>
    public bool ContainsAll(ImmutableArray<SequenceRange> ranges)
    {
        foreach (var range in ranges)
        {
            var at = IndexAtOrAfter(range.First);
            if (at == _ranges.Count || _ranges[at].First > range.First || _ranges[at].Last < range.Last) return false;
        }

        return true;
    }

    public void CheckInvariants()
    {
        if (_ranges.Count > MaxRanges) throw new InvalidOperationException("Gossip invariant broken: 2: the seen window is bounded.");
        for (var i = 0; i < _ranges.Count; i++)
        {
            if (_ranges[i].First > _ranges[i].Last || (i > 0 && _ranges[i].First <= _ranges[i - 1].Last + 1))
                throw new InvalidOperationException("Gossip invariant broken: 1: ranges ascend and do not touch.");
        }
    }

    private int IndexAtOrAfter(ulong sequence)
    {
        var (low, high) = (0, _ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].Last < sequence) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
