using AkkaFederation.Membership;

namespace AkkaFederation.Core.Tests.Membership;

/// <summary>A peer whose key is proven to have equivocated (A20): not HEALTHY any more, with the cause, and not cut off.</summary>
public sealed class AccusationTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly VirtualNetwork _network = VirtualNetwork.Formed(4, seed: 3);

    private VirtualNode Node => _network.Nodes[0];

    private VirtualNode Accused => _network.Nodes[1];

    [Fact]
    public void A20_an_accused_peer_is_degraded_with_its_cause_for_good()
    {
        _network.RunFor(5 * Second);
        Node.Do(new SetAccused([Accused.Id]));

        var change = Node.Events[^1].Event;
        Assert.Equal((Accused.Id, PeerStatus.Degraded, StatusCause.Equivocated), (change.Peer, change.To, change.Cause));
        _network.RunFor(60 * Second);
        Assert.Equal(PeerStatus.Degraded, Node.StatusOf(Accused));
        Assert.Contains(Node.Core.Explain(Accused.Id)!.Chain, o => o.Kind == ObservationKind.Equivocated);
    }

    [Fact]
    public void Said_again_it_changes_nothing_and_others_are_not_concerned()
    {
        _network.RunFor(5 * Second);
        Node.Do(new SetAccused([Accused.Id]));
        var events = Node.Events.Count;
        for (var i = 0; i < 5; i++) Node.Do(new SetAccused([Accused.Id]));
        Assert.Equal(events, Node.Events.Count);
        Assert.Equal(PeerStatus.Healthy, Node.StatusOf(_network.Nodes[2]));
        Assert.Single(Node.Core.Explain(Accused.Id)!.Chain, o => o.Kind == ObservationKind.Equivocated);
    }

    [Fact]
    public void An_accusation_of_a_peer_that_is_not_known_yet_counts_when_it_comes()
    {
        var stranger = TestKeys.Did(9);
        Node.Do(new SetAccused([stranger]));
        Node.Do(new RegisterPeer(TestKeys.SignedRecord(9, "akka.ssl.tcp://federation@10.0.0.9:2551", incarnation: 1)));
        Assert.Equal(StatusCause.Equivocated, Node.Events.Last(e => e.Event.Peer == stranger).Event.Cause);
    }
}
