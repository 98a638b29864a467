using AkkaFederation.Consensus;
using AkkaFederation.Identity;
using AkkaFederation.TestKit;

namespace AkkaFederation.Simulation.Tests;

/// <summary>Who votes, with complete nodes: later nodes join, learn and vote; voters, leaders among them, are removed.</summary>
public sealed class VoterTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(71UL)]
    [InlineData(72UL)]
    public void Later_nodes_learn_and_vote_up_to_five_and_a_removed_leader_is_followed_by_a_learner(ulong seed)
    {
        var (world, client) = Founded(seed, MessageFaults.None, 7);
        for (var i = 3; i < 7; i++) world.Nodes[i].Start();
        Assert.True(world.RunUntil(() => Voters(world) is { Voters.Count: 5, Learners.Count: 2 }, Patience), Told(world));
        var before = Voters(world)!;
        Acknowledge(world, client);

        var former = world.Leader!;
        Remove(world, client, former.Id);
        Assert.True(world.RunUntil(() => world.Leader is { } l && l != former && Voters(world) is { Voters.Count: 5, Learners.Count: 1 }, Patience), Told(world));
        Assert.DoesNotContain(former.Id, Voters(world)!.Voters);
        Assert.Single(before.Learners, l => Voters(world)!.IsVoter(l));
        Acknowledge(world, client);

        // The removed one knows it, stands in no election, and unsettles nobody (E11).
        world.Run(TimeSpan.FromSeconds(2));
        var elections = world.Elections;
        world.Run(TimeSpan.FromSeconds(30));
        Assert.Equal(elections, world.Elections);
        Assert.Equal(RaftRole.Learner, world.CoreOf(former)!.Raft.Role);
        Assert.False(world.CoreOf(former)!.Raft.Configuration.Has(former.Id));
        world.CheckAtRest();
        Assert.Empty(world.Violations);
    }

    [Theory]
    [InlineData(73UL)]
    [InlineData(74UL)]
    [InlineData(75UL)]
    public void Voters_change_under_loss_crashes_and_cuts_and_nothing_acknowledged_is_lost(ulong seed)
    {
        var (world, client) = Founded(seed, new MessageFaults { Loss = 0.03, Duplication = 0.03 }, 6);
        client.ProposeUntil(world.Now + TimeSpan.FromSeconds(40), TimeSpan.FromMilliseconds(200));
        for (var i = 3; i < 6; i++) world.Nodes[i].Start();
        for (var round = 0; round < 8; round++)
        {
            world.Run(TimeSpan.FromSeconds(4));
            world.StartAll();
            if (world.Leader is not { } leader) continue;
            var voters = Voters(world)!.Voters;
            var victim = round % 2 == 0 ? leader : world.Nodes.First(n => n != leader && voters.Contains(n.Id));
            if (round is 1 or 4 && voters.Count > 3) Try(client, c => c.RemoveVoterAsync(Address(world, leader), victim.Id));
            else victim.Crash();
        }

        world.StartAll();
        Assert.True(world.RunUntil(() => world.Leader is not null && Voters(world) is { Voters.Count: >= 3 }, Patience), Told(world));
        world.Run(TimeSpan.FromSeconds(15));
        Acknowledge(world, client);
        world.Run(TimeSpan.FromSeconds(5));
        world.CheckAtRest();
        Assert.Empty(world.Violations);
        Assert.True(world.Consensus.Changes >= 4, $"{world.Consensus.Changes} changes");
    }

    // consul 2080: when all had left in an orderly way, nobody counted as a voter any more.
    [Fact]
    public void E21_all_nodes_leave_gracefully_and_restart_and_a_leader_emerges()
    {
        var (world, client) = Founded(76, MessageFaults.None, 5);
        for (var i = 3; i < 5; i++) world.Nodes[i].Start();
        Assert.True(world.RunUntil(() => Voters(world) is { Voters.Count: 5 }, Patience), Told(world));
        Acknowledge(world, client);
        foreach (var node in world.Nodes)
        {
            node.Stop();
            Assert.True(world.RunUntil(() => !node.IsRunning, Patience));
        }

        world.Run(TimeSpan.FromSeconds(60));
        world.StartAll();
        Assert.True(world.RunUntil(() => Voters(world) is { Voters.Count: 5 }, Patience), Told(world));
        Acknowledge(world, client);
        world.Run(TimeSpan.FromSeconds(5));
        world.CheckAtRest();
        Assert.Empty(world.Violations);
    }

    // Whole processes die: what was joined, and the log with its configurations, comes back from the journal.
    [Fact]
    public void Who_votes_and_who_has_joined_survives_the_crash_of_every_node()
    {
        var (world, client) = Founded(77, MessageFaults.None, 5);
        for (var i = 3; i < 5; i++) world.Nodes[i].Start();
        Assert.True(world.RunUntil(() => Voters(world) is { Voters.Count: 5 }, Patience), Told(world));
        var epoch = Voters(world)!.Epoch;
        foreach (var node in world.Nodes) node.Crash();
        world.StartAll();
        Assert.True(world.RunUntil(() => Voters(world) is { Voters.Count: 5 }, Patience), Told(world));
        Assert.Equal(epoch, Voters(world)!.Epoch);
        Acknowledge(world, client);
        world.Run(TimeSpan.FromSeconds(5));
        world.CheckAtRest();
        Assert.Empty(world.Violations);
    }

    // Nobody whom its log knows is left: the links lead it from the genesis to those who vote now.
    [Fact]
    public void A_voter_that_comes_back_after_all_others_were_replaced_follows_the_links_to_the_new_ones()
    {
        var (world, client) = Founded(79, MessageFaults.None, 7);
        var absent = world.Nodes[6];
        absent.Start();
        Assert.True(world.RunUntil(() => Voters(world)?.IsVoter(absent.Id) == true, Patience), Told(world));
        world.Run(TimeSpan.FromSeconds(3));
        absent.Crash();
        for (var i = 3; i < 6; i++) world.Nodes[i].Start();
        Assert.True(world.RunUntil(() => Voters(world) is { Voters.Count: 5, Learners.Count: 2 }, Patience), Told(world));
        for (var i = 0; i < 3; i++)
        {
            var founder = world.Nodes[i];
            ulong? epoch = null;
            client.Do(async c => epoch = await c.RemoveVoterAsync(Address(world, world.Leader!), founder.Id, TimeSpan.FromSeconds(30)));
            Assert.True(world.RunUntil(() => epoch is not null && world.Leader is not null && Voters(world) is { Learners.Count: 0 } or { Voters.Count: 5 }, Patience), Told(world));

            // Whoever stays keeps the links before those who made them are gone.
            Assert.True(world.RunUntil(() => world.Nodes.Skip(3).Take(3).All(n => world.CoreOf(n)!.ChainedEpoch >= Voters(world)?.Epoch), Patience), Told(world));
        }

        for (var i = 0; i < 3; i++) world.Nodes[i].Crash();
        absent.Start();
        Assert.True(world.RunUntil(
            () => world.Leader is { } leader && world.CoreOf(absent) is { } core && core.Raft.Commit >= world.CoreOf(leader)!.Raft.Configuration.Epoch && core.Raft.Leader == leader.Id,
            Patience), Told(world));
        Assert.DoesNotContain(world.Nodes[0].Id, Voters(world)!.Voters);
        Assert.Empty(world.Violations);
    }

    [Fact]
    public void A_node_with_joining_off_takes_no_part()
    {
        var world = new SimulatedWorld(78, new SimulatedWorldOptions { Nodes = 4, Voters = 3 });
        world.StartAll();
        Assert.True(world.RunUntil(() => world.Leader is not null, Patience));
        world.Run(TimeSpan.FromSeconds(20));
        Assert.Null(world.CoreOf(world.Nodes[3]));
        Assert.False(Voters(world)!.Has(world.Nodes[3].Id));
    }

    private static (SimulatedWorld World, SimulatedClient Client) Founded(ulong seed, MessageFaults faults, int nodes)
    {
        var world = new SimulatedWorld(seed, new SimulatedWorldOptions { Nodes = nodes, Voters = 3, Join = true, Faults = faults });
        for (var i = 0; i < 3; i++) world.Nodes[i].Start();
        var client = world.AddClient("client");
        Acknowledge(world, client);
        return (world, client);
    }

    private static VoterConfiguration? Voters(SimulatedWorld world) =>
        world.Leader is { } leader && world.CoreOf(leader)!.Raft is { IsSettled: true } raft ? raft.Configuration : null;

    private static string Address(SimulatedWorld world, SimulatedNode node) => SimulatedHost.SeedOf(node.Name);

    private static string Told(SimulatedWorld world) => $"{Voters(world)}; {string.Join("; ", world.Violations)}; {string.Join(", ", world.Nodes.Select(n => world.CoreOf(n) is { } c ? $"{n.Name} {c.Raft.Role} {c.Raft.Term} {c.Raft.Log.LastIndex} {c.Raft.Configuration}" : $"{n.Name} without core"))}";

    private static void Acknowledge(SimulatedWorld world, SimulatedClient client)
    {
        var wanted = world.Acknowledged + 1;
        Assert.True(world.RunUntil(
            () =>
            {
                if (world.Now.Milliseconds % 500 == 0) client.Propose();
                return world.Acknowledged >= wanted;
            },
            Patience), Told(world));
    }

    private static void Remove(SimulatedWorld world, SimulatedClient client, Did member)
    {
        ulong? epoch = null;
        client.Do(async c => epoch = await c.RemoveVoterAsync(Address(world, world.Nodes[0]), member));
        Assert.True(world.RunUntil(() => epoch is not null, Patience), Told(world));
    }

    // In such weather a change may be refused, or its outcome be unknown; the checkers look at what comes of it.
    private static void Try(SimulatedClient client, Func<FederationClient, Task> change) => client.Do(async c =>
    {
        try
        {
            await change(c);
        }
        catch (VoterChangeException)
        {
        }
    });
}
