using AkkaFederation.Broadcast;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Broadcast;

/// <summary>The overlay's promises for any set of members, and the window against a naive model.</summary>
public sealed class OverlayAndWindowTests
{
    private static readonly BroadcastOptions Options = new();

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1000)]
    public void Neighbours_are_mutual_bounded_and_hold_all_together(int count)
    {
        var members = Members(count, 1);
        var overlay = MemberOverlay.Create("c", members, [], Options);
        foreach (var member in members)
        {
            var neighbours = overlay.NeighboursOf(member);
            Assert.DoesNotContain(member, neighbours);
            Assert.InRange(neighbours.Length, 0, Math.Max(Options.DirectPeers, 2 * Options.Rings));
            Assert.All(neighbours, n => Assert.Contains(member, overlay.NeighboursOf(n)));
        }

        Assert.Equal(count, Reachable(overlay, members[0]));
    }

    [Fact]
    public void The_view_does_not_depend_on_the_order_of_the_table_and_differs_between_clusters()
    {
        var members = Members(50, 2);
        var one = MemberOverlay.Create("c", members, [], Options);
        var other = MemberOverlay.Create("c", members.Reverse(), members, Options);
        Assert.All(members, m => Assert.Equal(one.NeighboursOf(m).ToArray(), other.NeighboursOf(m).ToArray()));
        var foreign = MemberOverlay.Create("d", members, [], Options);
        Assert.Contains(members, m => !one.NeighboursOf(m).SequenceEqual(foreign.NeighboursOf(m)));
    }

    [Fact]
    public void A_death_changes_the_links_of_those_beside_it_alone()
    {
        var members = Members(200, 3);
        var before = MemberOverlay.Create("c", members, [], Options);
        var after = MemberOverlay.Create("c", members.Skip(1), members, Options);
        var changed = members.Skip(1).Count(m => !before.NeighboursOf(m).SequenceEqual(after.NeighboursOf(m)));
        Assert.InRange(changed, 1, 2 * Options.Rings);
        Assert.True(after.IsKnown(members[0]));
        Assert.Empty(after.NeighboursOf(members[0]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_window_agrees_with_a_set_that_forgets_nothing(int seed)
    {
        var random = new Random(seed);
        var window = new OriginWindow(128);
        var had = new HashSet<ulong>();
        var (floor, top) = (1UL, 1UL);
        window.Mark(1, 1, 1);
        had.Add(1);
        for (var i = 0; i < 5000; i++)
        {
            var sequence = (ulong)random.NextInt64((long)Math.Max(1, top - Math.Min(top - 1, 150)), (long)top + 30);
            var state = window.Look(1, sequence);
            if (sequence < floor || sequence + 128 <= top) Assert.Equal(SeenState.TooOld, state);
            else Assert.Equal(had.Contains(sequence) ? SeenState.Had : SeenState.New, state);
            if (state != SeenState.New) continue;
            if (random.Next(50) == 0) floor = Math.Max(floor, sequence - Math.Min(sequence - 1, (ulong)random.Next(100)));
            window.Mark(1, sequence, floor);
            had.Add(sequence);
            top = Math.Max(top, sequence);
        }
    }

    [Fact]
    public void A_new_epoch_begins_anew_and_a_jump_of_the_sequence_costs_nothing_but_what_lies_below()
    {
        var window = new OriginWindow(128);
        window.Mark(1, 5, 1);
        Assert.Equal(SeenState.New, window.Look(2, 5));
        window.Mark(2, 1_000_000_000_000, 1);
        Assert.Equal(SeenState.StaleEpoch, window.Look(1, 6));
        Assert.Equal(SeenState.Had, window.Look(2, 1_000_000_000_000));
        Assert.Equal(SeenState.New, window.Look(2, 1_000_000_000_000 - 127));
        Assert.Equal(SeenState.TooOld, window.Look(2, 1_000_000_000_000 - 128));
    }

    private static int Reachable(MemberOverlay overlay, Did from)
    {
        var seen = new HashSet<Did> { from };
        var open = new Queue<Did>(seen);
        while (open.TryDequeue(out var at))
        {
            foreach (var next in overlay.NeighboursOf(at))
            {
                if (seen.Add(next)) open.Enqueue(next);
            }
        }

        return seen.Count;
    }

    private static Did[] Members(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var key = new byte[33];
            random.NextBytes(key);
            key[0] = 2;
            return Did.FromPublicKey(key);
        })];
    }
}
