namespace AkkaFederation.Engine.Remote.Tests;

public sealed class BackoffSpec
{
    [Fact]
    public void Doubles_up_to_its_limit_and_starts_over_after_a_success()
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(300), () => 0.5);
        Assert.Equal([50, 100, 200, 300, 300], Enumerable.Range(0, 5).Select(_ => (int)Math.Round(backoff.Next().TotalMilliseconds)));
        backoff.Reset();
        Assert.Equal(50, Math.Round(backoff.Next().TotalMilliseconds));
    }

    [Theory]
    [InlineData(0.0, 40)]
    [InlineData(0.9999999, 60)]
    public void Jitter_is_a_fifth_either_way(double random, int expected) =>
        Assert.Equal(expected, Math.Round(new Backoff(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1), () => random).Next().TotalMilliseconds));
}
