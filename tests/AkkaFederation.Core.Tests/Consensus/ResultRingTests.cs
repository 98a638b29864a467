using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>Results that a proposal sent again still gets.</summary>
public sealed class ResultRingTests
{
    [Fact]
    public void A_result_is_found_an_entry_without_one_has_an_empty_one_and_the_future_has_none()
    {
        var ring = new ResultRing();
        ring.Add(3, new byte[] { 7 });
        ring.Advance(5);

        Assert.Equal(new byte[] { 7 }, ring.Find(3)!.Value.ToArray());
        Assert.Equal(0, ring.Find(4)!.Value.Length);
        Assert.Null(ring.Find(6));
    }

    [Fact]
    public void Old_entries_are_forgotten_by_number()
    {
        var ring = new ResultRing();
        ring.Add(1, new byte[] { 1 });
        ring.Advance(ResultRing.MaxEntries);
        Assert.NotNull(ring.Find(1));
        ring.Advance(ResultRing.MaxEntries + 1);

        Assert.Null(ring.Find(1));
        Assert.Equal(2UL, ring.First);
        Assert.Equal(36, ring.Write().Length);
    }

    [Fact]
    public void Old_entries_are_forgotten_by_bytes_and_none_before_them_is_left()
    {
        var ring = new ResultRing();
        for (ulong i = 1; i <= 5; i++) ring.Add(2 * i, new byte[1024 * 1024]);

        Assert.Null(ring.Find(2));
        Assert.Equal(3UL, ring.First);
        Assert.Equal(0, ring.Find(3)!.Value.Length);
        Assert.Equal(36 + 4 * (12 + 1024 * 1024), ring.Write().Length);
    }

    [Fact]
    public void A_restored_ring_is_the_same()
    {
        var ring = new ResultRing();
        for (ulong i = 1; i <= 100; i++) ring.Add(i, new[] { (byte)i });
        var again = new ResultRing();
        again.Restore(ring.Write());

        Assert.Equal((ring.First, ring.Last), (again.First, again.Last));
        Assert.Equal(ring.Find(50)!.Value.ToArray(), again.Find(50)!.Value.ToArray());
        again.Add(101, new byte[] { 1 });
    }
}
