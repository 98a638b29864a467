using AkkaFederation.Consensus.Quorum;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>Quorum arithmetic against models that count one by one.</summary>
public sealed class MajorityTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    [InlineData(5, 3)]
    [InlineData(6, 4)]
    [InlineData(7, 4)]
    public void Size_is_more_than_half(int members, int size) => Assert.Equal(size, Majority.Size(members));

    [Fact]
    public void Any_two_majorities_share_a_member()
    {
        for (var n = 1; n <= 64; n++) Assert.True(2 * Majority.Size(n) > n, $"{n} members");
    }

    [Fact]
    public void Outcome_is_the_same_as_trying_every_way_the_others_can_answer()
    {
        for (var n = 1; n <= 9; n++)
        for (var granted = 0; granted <= n; granted++)
        for (var denied = 0; granted + denied <= n; denied++)
        {
            var finals = Enumerable.Range(0, n - granted - denied + 1).Select(more => (granted + more) * 2 > n).ToList();
            var expected = granted * 2 > n ? VoteOutcome.Won : finals.Contains(true) ? VoteOutcome.Pending : VoteOutcome.Lost;
            Assert.Equal(expected, Majority.Decide(granted, denied, n));
        }
    }

    [Fact]
    public void More_answers_than_members_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Majority.Decide(2, 2, 3));
        Assert.Throws<ArgumentException>(() => Majority.Decide(-1, 0, 3));
    }

    [Fact]
    public void Reached_index_is_the_greatest_that_a_majority_has()
    {
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            var reached = Enumerable.Range(0, random.Next(1, 10)).Select(_ => (ulong)random.Next(8)).ToArray();
            var expected = Enumerable.Range(0, 9).Select(i => (ulong)i).Last(i => i == 0 || reached.Count(r => r >= i) * 2 > reached.Length);
            Assert.Equal(expected, Majority.ReachedBy(reached.ToArray()));
        }

        Assert.Equal(0UL, Majority.ReachedBy([]));
    }
}
