using AkkaFederation.Gossip;
using FsCheck;
using FsCheck.Fluent;

namespace AkkaFederation.Core.Tests.Gossip;

public sealed class SequenceSetTests
{
    [Fact]
    public void It_holds_what_a_plain_set_holds_whatever_the_order() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), numbers =>
        {
            var (set, model) = (new SequenceSet(), new SortedSet<ulong>());
            foreach (var (i, number) in numbers.Index())
            {
                var sequence = (ulong)(number % 64) + 1;
                if (i % 4 == 3)
                {
                    set.Remove(sequence);
                    model.Remove(sequence);
                }
                else
                {
                    Assert.True(set.TryAdd(sequence));
                    model.Add(sequence);
                }

                set.CheckInvariants();
            }

            Assert.Equal(model, Enumerable.Range(1, 64).Select(i => (ulong)i).Where(set.Contains));
            Assert.Equal(model.Count > 0 ? model.Max : 0, set.Highest);
            Assert.Equal((ulong)Enumerable.Range(1, 65).First(i => !model.Contains((ulong)i)) - 1, set.Through);
        }));

    [Fact]
    public void Its_memory_is_bounded_whatever_arrives_A14()
    {
        var set = new SequenceSet();
        var taken = 0;
        for (ulong sequence = 1; sequence < 100_000; sequence += 2) taken += set.TryAdd(sequence) ? 1 : 0;
        Assert.Equal(SequenceSet.MaxRanges, taken);
        Assert.True(set.TryAdd(2));
        Assert.Equal(3UL, set.Through);
        set.CheckInvariants();
    }

    [Fact]
    public void A_range_swallows_those_that_it_touches()
    {
        var set = new SequenceSet();
        foreach (var sequence in new ulong[] { 2, 5, 9 }) set.TryAdd(sequence);
        Assert.True(set.TryAdd(new SequenceRange(3, 8)));
        Assert.Equal([new SequenceRange(2, 9)], set.Ranges);
        Assert.True(set.ContainsAll([new SequenceRange(4, 9)]));
        Assert.False(set.ContainsAll([new SequenceRange(1, 3)]));
    }
}
