using Akka.Actor;
using AkkaFederation.Membership;

namespace AkkaFederation.Tests.Membership;

/// <summary>Membership end to end: real sockets, mutual TLS, the whole node around it.</summary>
public sealed class FederationFormationTests
{
    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task Three_nodes_with_one_seed_know_one_another_and_where_they_are()
    {
        await using var nodes = new MembershipNodes();
        await Form(nodes);
        foreach (var node in new[] { "a", "b", "c" })
        {
            var snapshot = (await nodes.Report(node)).Snapshot;
            Assert.Equal(2, snapshot.Peers.Length);
            Assert.All(snapshot.Peers, p => Assert.True(Federation.Get(nodes.System(node)).Runtime.Addresses.TryGet(p.Id, out _)));
            Assert.Equal(nodes.AddressOf("c"), snapshot.Find(nodes.NameOf("c"))!.Endpoint);
        }
    }

    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task A_killed_node_becomes_unreachable_and_healthy_again_when_it_is_back_at_its_address()
    {
        await using var nodes = new MembershipNodes();
        await Form(nodes);
        var port = nodes.PortOf("b");
        var gone = Task.WhenAll(nodes.WaitFor("a", PeerStatus.Unreachable, nodes.NameOf("b")), nodes.WaitFor("c", PeerStatus.Unreachable, nodes.NameOf("b")));
        await nodes.Stop("b", farewell: false);
        Assert.All(await gone, change => Assert.Equal(StatusCause.ProbesFailed, change.Cause));
        nodes.Start("b", [nodes.AddressOf("a")], port);
        await nodes.WhenAllHealthy("a", "b", "c");
    }

    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task A_seed_that_was_killed_and_names_nobody_else_is_found_by_the_others_M5()
    {
        await using var nodes = new MembershipNodes();
        await Form(nodes);
        var port = nodes.PortOf("a");
        var gone = nodes.WaitFor("b", PeerStatus.Unreachable, nodes.NameOf("a"));
        await nodes.Stop("a", farewell: false);
        await gone;
        nodes.Start("a", [], port);
        await nodes.WhenAllHealthy("a", "b", "c");
    }

    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task Restarted_nodes_find_one_another_when_all_their_seeds_are_gone()
    {
        await using var nodes = new MembershipNodes();
        await Form(nodes);
        var (port, seed) = (nodes.PortOf("b"), nodes.AddressOf("a"));
        await Task.WhenAll(nodes.WaitUntilTwoAreRemembered("b"), nodes.WaitUntilTwoAreRemembered("c"));
        await Task.WhenAll(nodes.Stop("a", farewell: false), nodes.Stop("b", farewell: false), nodes.Stop("c", farewell: false));
        nodes.Start("b", [seed], port);
        nodes.Start("c", [seed]);
        await nodes.WhenAllHealthy("b", "c");
        var snapshot = (await nodes.Report("c")).Snapshot;
        Assert.True(snapshot.Self.Incarnation > 1, "a second life begins above the first one");
    }

    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task A_node_that_shuts_down_leaves_with_a_signed_farewell_and_may_come_back()
    {
        await using var nodes = new MembershipNodes();
        await Form(nodes);
        var left = Task.WhenAll(nodes.WaitFor("a", PeerStatus.Evicted, nodes.NameOf("c")), nodes.WaitFor("b", PeerStatus.Evicted, nodes.NameOf("c")));
        await nodes.Stop("c", farewell: true);
        Assert.All(await left, change => Assert.Equal(StatusCause.Left, change.Cause));
        Assert.False(Federation.Get(nodes.System("a")).Runtime.Addresses.TryGet(nodes.NameOf("c"), out _));
        nodes.Start("c", [nodes.AddressOf("b")]);
        await nodes.WhenAllHealthy("a", "b", "c");
    }

    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task A_client_with_a_good_certificate_is_not_listed_whatever_it_says()
    {
        await using var nodes = new MembershipNodes();
        await Form(nodes);
        var client = nodes.StartClient("client");
        var speaker = client.ActorOf(Props.Create(() => new Speaker(nodes.Membership("client", "a"))), "membership");
        var refused = nodes.WaitForRefusal("a", MembershipRefusal.NotAMember, nodes.NameOf("client"));
        speaker.Tell(new MembershipDatagram(nodes.NameOf("client"), new Ping(1, nodes.NameOf("a"), 0)));
        speaker.Tell(new MembershipDatagram(nodes.NameOf("client"), new News()));
        await refused;
        var report = await nodes.Report("a");
        Assert.Equal(1, report.Refusals.Single(r => r.Key == MembershipRefusal.NotAMember).Value);
        Assert.Equal(2, report.Snapshot.Peers.Length);
    }

    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task A_node_that_speaks_as_another_is_refused_and_counted_A7()
    {
        await using var nodes = new MembershipNodes();
        await Form(nodes);
        var before = (await nodes.Report("a")).Snapshot;
        var speaker = nodes.System("b").ActorOf(Props.Create(() => new Speaker(nodes.Membership("b", "a"))), "liar");
        var refused = nodes.WaitForRefusal("a", MembershipRefusal.OriginMismatch, nodes.NameOf("b"));
        speaker.Tell(new MembershipDatagram(nodes.NameOf("c"), new News()));
        await refused;
        var report = await nodes.Report("a");
        Assert.Equal(1, report.Refusals.Single(r => r.Key == MembershipRefusal.OriginMismatch).Value);
        Assert.Equal(before.Peers.Select(p => (p.Id, p.Endpoint)), report.Snapshot.Peers.Select(p => (p.Id, p.Endpoint)));
    }

    [StandaloneFact(StandaloneFactAttribute.PeerIdentity)]
    public async Task A_node_of_another_cluster_with_the_same_CA_stays_outside_A18()
    {
        await using var nodes = new MembershipNodes();
        await Form(nodes);
        nodes.Start("stranger", [nodes.AddressOf("a")], more: "cluster-id = another");
        nodes.Start("d", [nodes.AddressOf("stranger"), nodes.AddressOf("a")]);
        await nodes.WhenAllHealthy("a", "b", "c", "d");
        Assert.Empty((await nodes.Report("stranger")).Snapshot.Peers);
        Assert.Null((await nodes.Report("a")).Snapshot.Find(nodes.NameOf("stranger")));
    }

    private static async Task Form(MembershipNodes nodes)
    {
        nodes.Start("a", []);
        nodes.Start("b", [nodes.AddressOf("a")]);
        nodes.Start("c", [nodes.AddressOf("a")]);
        await nodes.WhenAllHealthy("a", "b", "c");
    }

    private sealed class Speaker : UntypedActor
    {
        private readonly IActorRef _to;

        public Speaker(IActorRef to) => _to = to;

        protected override void OnReceive(object message) => _to.Tell(message);
    }
}
