using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using AkkaFederation.Membership;

namespace AkkaFederation.Tests.Membership;

public sealed class PeerActorTests : TestKit
{
    private readonly TestPeer _self = new("akka.ssl.tcp://federation@127.0.0.1:1");
    private readonly TestPeer _peer = new("akka.ssl.tcp://federation@127.0.0.1:2");

    [Fact]
    public void Messages_go_to_the_peer_in_order_and_in_the_name_of_the_room()
    {
        var remote = CreateTestProbe();
        var actor = ChildActorOf(remote);
        actor.Tell(Out(new Ping(1, _peer.Id, 0)));
        actor.Tell(Out(new Ping(2, _peer.Id, 0)));
        Assert.Equal(1UL, ((Ping)remote.ExpectMsg<MembershipDatagram>().Message).Sequence);
        Assert.Equal(2UL, ((Ping)remote.ExpectMsg<MembershipDatagram>().Message).Sequence);
        Assert.Equal(TestActor, remote.LastSender);
    }

    [Fact]
    public void News_to_a_silent_peer_does_not_pile_up_and_probes_still_go()
    {
        var remote = CreateTestProbe();
        var actor = ChildActorOf(remote);
        for (var i = 0; i < PeerActor.MaxUnheard + 5; i++) actor.Tell(Out(new News()));
        actor.Tell(Out(new Ping(1, _peer.Id, 0)));
        remote.ReceiveN(PeerActor.MaxUnheard);
        Assert.IsType<Ping>(remote.ExpectMsg<MembershipDatagram>().Message);
        for (var i = 0; i < 5; i++) ExpectMsg<PeerBacklogDropped>();
        actor.Tell(PeerHeard.Instance);
        actor.Tell(Out(new News()));
        Assert.IsType<News>(remote.ExpectMsg<MembershipDatagram>().Message);
    }

    [Fact]
    public void A_peer_that_moved_is_written_to_at_its_new_address()
    {
        var (old, moved) = (CreateTestProbe(), CreateTestProbe());
        var actor = ChildActorOf(endpoint => endpoint == _peer.Endpoint ? old : moved);
        actor.Tell(Out(new News()));
        actor.Tell(new SendOut("akka.ssl.tcp://federation@127.0.0.1:3", new MembershipDatagram(_self.Id, new News())));
        old.ExpectMsg<MembershipDatagram>();
        moved.ExpectMsg<MembershipDatagram>();
    }

    private SendOut Out(MembershipMessage message) => new(_peer.Endpoint, new MembershipDatagram(_self.Id, message));

    private IActorRef ChildActorOf(IActorRef remote) => ChildActorOf(_ => remote);

    // A test probe as the parent would not see what the actor tells its parent; the test actor does.
    private IActorRef ChildActorOf(Func<string, IActorRef> route) => ChildActorOf(Props.Create(() => new PeerActor(route)));
}
