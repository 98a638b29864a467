using AkkaFederation.TestKit;

namespace AkkaFederation.Simulation.Tests;

/// <summary>How long nobody leads: a sample of what `fed bench leader-kills --simulated` measures over 1,000 kills.</summary>
public sealed class LeaderKillTests
{
    [Fact]
    public void Five_voters_have_another_leader_within_half_a_second_at_the_median_and_two_seconds_at_most()
    {
        var trial = new LeaderKillTrial(seed: 1001, voters: 5, CancellationToken.None);
        var takeovers = trial.Run(kills: 50);
        Assert.Empty(trial.Violations);
        Assert.Equal(50, takeovers.Count);
        Assert.True(takeovers.Select(t => t.Leader).Order().ElementAt(25) <= TimeSpan.FromMilliseconds(500));
        Assert.True(takeovers.Max(t => t.Leader) <= TimeSpan.FromSeconds(2));
        Assert.All(takeovers, t => Assert.True(t.Leader > TimeSpan.FromMilliseconds(150) && t.Commit >= t.Leader, $"{t} is quicker than an election can be"));
    }
}
