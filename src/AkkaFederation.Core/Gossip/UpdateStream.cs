using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Gossip;

/// <summary>
/// One life of one origin: which updates have been seen, and those kept for others. Invariants: (1) what is kept has been
/// seen; (2) what was skipped counts as seen; (3) nothing above <see cref="HighestSigned"/> counts as seen: only the origin's signature
/// moves it.
/// </summary>
internal sealed class UpdateStream(ulong epoch)
{
    private readonly GoneClaims _claims = new();

    public ulong Epoch => epoch;

    /// <summary>Seen: handed on, or skipped.</summary>
    public SequenceSet Seen { get; } = new();

    /// <summary>Counted as seen because peers no longer have them; taken all the same should one turn up.</summary>
    public SequenceSet Skipped { get; } = new();

    /// <summary>Seen updates up to here that are not kept are gone.</summary>
    public ulong Floor { get; private set; }

    public ulong HighestSigned { get; private set; }

    public SortedList<ulong, SignedUpdate> Kept { get; } = [];

    public bool IsNew(ulong sequence) => !Seen.Contains(sequence) || Skipped.Contains(sequence);

    public bool TryAdd(SignedUpdate update)
    {
        var sequence = update.Id.Sequence;
        if (!Seen.TryAdd(sequence)) return false;
        Skipped.Remove(sequence);
        Kept.Add(sequence, update);
        HighestSigned = Math.Max(HighestSigned, sequence);
        return true;
    }

    public void Drop(ulong sequence)
    {
        if (Kept.Remove(sequence)) Floor = Math.Max(Floor, sequence);
    }

    /// <summary>Seen, and here no longer.</summary>
    public ImmutableArray<SequenceRange> Gone()
    {
        var gone = new SequenceSet();
        foreach (var range in Seen.UpTo(Floor, SequenceSet.MaxRanges)) gone.TryAdd(range);
        foreach (var kept in Kept.Keys.TakeWhile(k => k <= Floor)) gone.Remove(kept);
        return gone.Take(GossipOptions.DigestRanges);
    }

    /// <summary>
    /// A peer says that these are gone. Only what lies below the highest sequence that the origin has signed by now is heard,
    /// so nobody can make this node skip what is yet to be published. Gives how many were skipped.
    /// </summary>
    public ulong Skip(ImmutableArray<SequenceRange> ranges, Did by, bool aloneDecides, TimeSpan now)
    {
        var below = ImmutableArray.CreateBuilder<SequenceRange>(ranges.Length);
        foreach (var range in ranges)
        {
            if (HighestSigned == 0 || range.First >= HighestSigned) break;
            below.Add(range with { Last = Math.Min(range.Last, HighestSigned - 1) });
        }

        if (below.Count == 0 || Seen.ContainsAll(below.ToImmutable())) return 0;
        return SkipAll(aloneDecides ? below.ToImmutable() : _claims.Add(by, below.ToImmutable(), now));
    }

    /// <summary>What was said to be gone then or before, and has come from nobody since.</summary>
    public ulong SkipOld(TimeSpan since) => SkipAll(_claims.TakeOld(since));

    private ulong SkipAll(ImmutableArray<SequenceRange> ranges) => ranges.Aggregate(0UL, (sum, range) => sum + SkipRange(range));

    public void CheckInvariants()
    {
        Seen.CheckInvariants();
        Skipped.CheckInvariants();
        foreach (var sequence in Kept.Keys) Require(Seen.Contains(sequence), "1: what is kept has been seen");
        Require(Seen.ContainsAll([.. Skipped.Ranges]), "2: what was skipped counts as seen");
        Require(Seen.Highest <= HighestSigned, "3: nothing above the highest signature counts as seen");
    }

    private ulong SkipRange(SequenceRange range)
    {
        var missing = new List<SequenceRange>();
        var next = range.First;
        foreach (var seen in Seen.Ranges)
        {
            if (seen.Last < next) continue;
            if (seen.First > range.Last) break;
            if (seen.First > next) missing.Add(new SequenceRange(next, seen.First - 1));
            next = seen.Last + 1;
        }

        if (next <= range.Last) missing.Add(range with { First = next });
        if (missing.Count == 0 || !Seen.TryAdd(range)) return 0;
        Floor = Math.Max(Floor, range.Last);
        foreach (var part in missing) Skipped.TryAdd(part);
        return missing.Aggregate(0UL, (sum, part) => sum + (part.Last - part.First + 1));
    }

    private static void Require(bool holds, string invariant)
    {
        if (!holds) throw new InvalidOperationException($"Gossip invariant broken: {invariant}.");
    }
}
