using AkkaFederation.TestKit;

namespace AkkaFederation.Simulation.Tests;

/// <summary>A leader that is stopped hands over before it goes (dissertation 3.10).</summary>
public sealed class HandoverTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [Theory]
    [InlineData(31UL)]
    [InlineData(32UL)]
    public void A_leader_that_leaves_has_a_successor_before_any_election_timeout_could_have_made_one(ulong seed)
    {
        var world = new SimulatedWorld(seed, new SimulatedWorldOptions { Nodes = 3 });
        world.StartAll();
        var client = world.AddClient("client");
        Assert.True(world.RunUntil(
            () =>
            {
                if (world.Acknowledged == 0) client.Propose();
                return world.Acknowledged > 0;
            },
            Patience));
        var former = world.Leader!;
        var term = world.CoreOf(former)!.Raft.Term;

        former.Stop();

        Assert.True(world.RunUntil(() => world.Leader is { } leader && leader != former, TimeSpan.FromMilliseconds(200)));
        Assert.Equal(term + 1, world.CoreOf(world.Leader!)!.Raft.Term);
        Assert.True(world.RunUntil(() => !former.IsRunning, Patience));
        var wanted = world.Acknowledged + 1;
        client.Propose();
        Assert.True(world.RunUntil(() => world.Acknowledged >= wanted, Patience));
        world.Run(TimeSpan.FromSeconds(10));
        Assert.Empty(world.Violations);
    }
}
