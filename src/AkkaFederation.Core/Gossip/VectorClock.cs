using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Gossip;

/// <summary>
/// What an origin had got when it published: for some other origins, up to which update without a gap. It is bounded, so
/// the origins heard longest ago are left out of it (<see cref="IsPruned"/>): what it says is true, what it does not say
/// it leaves open. Nothing else depends on it, so pruning loses nothing.
/// </summary>
/// <param name="Entries">One for each origin, in the order of their DIDs.</param>
/// <param name="IsPruned">Whether more was known than stands here.</param>
public sealed record VectorClock(ImmutableArray<ClockEntry> Entries, bool IsPruned)
{
    internal const int MaxEntries = 64;

    /// <summary>Nothing had been got.</summary>
    public static VectorClock Empty { get; } = new([], false);

    /// <summary>Whether it says that this update had been got.</summary>
    public bool Covers(GossipId update)
    {
        foreach (var entry in Entries)
        {
            if (entry.Origin == update.Origin) return update.Epoch == entry.Epoch && update.Sequence <= entry.Through;
        }

        return false;
    }

    /// <summary>How the first of two updates stands to the second.</summary>
    public static CausalOrder Compare(GossipUpdate first, GossipUpdate second)
    {
        if (first.Id == second.Id) return CausalOrder.Same;
        if (first.Origin == second.Origin) return first.Id.CompareTo(second.Id) < 0 ? CausalOrder.Before : CausalOrder.After;
        if (second.Clock.Covers(first.Id)) return CausalOrder.Before;
        return first.Clock.Covers(second.Id) ? CausalOrder.After : CausalOrder.Unordered;
    }
}

/// <summary>One origin in a <see cref="VectorClock"/>.</summary>
/// <param name="Origin">The origin.</param>
/// <param name="Epoch">Its life.</param>
/// <param name="Through">The last update of that life up to which none was missing.</param>
public readonly record struct ClockEntry(Did Origin, ulong Epoch, ulong Through);
