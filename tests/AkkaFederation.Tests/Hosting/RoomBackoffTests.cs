using AkkaFederation.Hosting;

namespace AkkaFederation.Tests.Hosting;

public sealed class RoomBackoffTests
{
    [Fact]
    public void The_wait_doubles_up_to_its_limit()
    {
        var backoff = new RoomBackoff();
        var waits = Enumerable.Range(0, 8).Select(_ => backoff.Failed(TimeSpan.FromSeconds(1)).TotalMilliseconds);

        Assert.Equal([200d, 400, 800, 1600, 3200, 6400, 10_000, 10_000], waits);
    }

    [Fact]
    public void A_room_that_has_held_for_a_while_starts_over()
    {
        var backoff = new RoomBackoff();
        backoff.Failed(TimeSpan.Zero);
        backoff.Failed(TimeSpan.Zero);
        backoff.Started(TimeSpan.FromSeconds(10));

        Assert.Equal(RoomBackoff.First * 4, backoff.Failed(TimeSpan.FromSeconds(10) + RoomBackoff.Stable - TimeSpan.FromTicks(1)));
        backoff.Started(TimeSpan.FromSeconds(50));
        Assert.Equal(RoomBackoff.First, backoff.Failed(TimeSpan.FromSeconds(50) + RoomBackoff.Stable));
    }
}
