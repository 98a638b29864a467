using AkkaFederation.Consensus.Quorum;

namespace AkkaFederation.Core.Tests.Consensus;

public sealed class MinQuorumTests
{
    [Theory]
    [InlineData(1, 0.51, 1)]
    [InlineData(2, 0.51, 2)]
    [InlineData(3, 0.51, 2)]
    [InlineData(4, 0.51, 3)]
    [InlineData(5, 0.51, 3)]
    [InlineData(100, 0.51, 51)]
    [InlineData(3, 1.0, 3)]
    [InlineData(9, 2.0 / 3, 6)]
    [InlineData(10, 0.75, 8)]
    public void The_smallest_number_that_reaches_the_threshold(int voters, double threshold, int needed) =>
        Assert.Equal(needed, MinQuorum.Of(voters, threshold));

    [Fact]
    public void Two_quorums_of_one_electorate_always_share_a_voter()
    {
        for (var voters = 1; voters <= 200; voters++)
        {
            foreach (var threshold in (double[])[0.5000001, 0.51, 0.6, 0.99, 1])
                Assert.InRange(MinQuorum.Of(voters, threshold), (voters / 2) + 1, voters);
        }
    }

    [Theory]
    [InlineData(0, 0.51)]
    [InlineData(3, 0.5)]
    [InlineData(3, 1.0001)]
    [InlineData(3, double.NaN)]
    public void What_is_no_electorate_or_no_threshold_is_refused(int voters, double threshold) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MinQuorum.Of(voters, threshold));

    [Fact]
    public void Only_voters_count_and_each_once()
    {
        var voters = Enumerable.Range(0, 3).Select(Membership.TestKeys.Did).ToList();
        Assert.False(MinQuorum.IsMet(voters, [voters[0], voters[0], Membership.TestKeys.Did(7), Membership.TestKeys.Did(8)]));
        Assert.True(MinQuorum.IsMet(voters, [voters[0], voters[2]]));
    }
}
