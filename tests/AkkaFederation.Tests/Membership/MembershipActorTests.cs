using Akka;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Membership;
using AkkaFederation.Tests.Hosting;

namespace AkkaFederation.Tests.Membership;

/// <summary>One membership actor among test probes that play its peers, in the test scheduler's time.</summary>
public sealed class MembershipActorTests : TestKit
{
    private const string Endpoint = "akka.ssl.tcp://federation@127.0.0.1:1";
    private readonly EcdsaP256Signer _signer = EcdsaP256Signer.Generate();
    private readonly TestRuntime.FakeConnections _connections;
    private readonly FederationRuntime _runtime;
    private readonly Dictionary<string, IActorRef> _routes = [];
    private readonly TestProbe _events;

    public MembershipActorTests()
        : base("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
    {
        _runtime = TestRuntime.Create("seed-nodes = [\"127.0.0.1:2\"]", _signer, Endpoint);
        _connections = (TestRuntime.FakeConnections)_runtime.Connections;
        _events = CreateTestProbe();
        Sys.EventStream.Subscribe(_events, typeof(PeerStatusChanged));
    }

    [StandaloneFact(StandaloneFactAttribute.VirtualClock)]
    public void It_serves_at_once_and_contacts_its_seeds_until_one_answers()
    {
        var (seed, _) = Peer(2);
        var membership = Start();
        var first = (Join)seed.ExpectMsg<MembershipDatagram>().Message;
        Assert.Equal(_signer.Id, first.Record.PeerId);
        Assert.True(PeerRecordCodec.Verify(first.Record, _runtime.Signatures, TestPeer.Cluster, out _));
        Advance(200);
        var second = (Join)seed.ExpectMsg<MembershipDatagram>().Message;
        Assert.NotEqual(first.Token, second.Token);
        Assert.Empty(Report(membership).Snapshot.Peers);
    }

    [Fact]
    public void A_peer_that_joins_is_welcomed_announced_and_put_into_the_address_book()
    {
        var (probe, peer) = Peer(3);
        var membership = Start();
        Say(membership, probe, peer, new Join(peer.Record, 42));
        var welcome = probe.FishForMessage<MembershipDatagram>(m => m.Message is Welcome);
        Assert.Equal(42UL, ((Welcome)welcome.Message).Token);
        Assert.Equal(_signer.Id, welcome.Message.Gossip[0].Record!.PeerId);
        var change = _events.ExpectMsg<PeerStatusChanged>();
        Assert.Equal((peer.Id, null, PeerStatus.Healthy, StatusCause.Registered), (change.Peer, change.From, change.To, change.Cause));
        Assert.True(_runtime.Addresses.TryGet(peer.Id, out var endpoint));
        Assert.Equal(peer.Endpoint, endpoint);
        Assert.Equal(PeerStatus.Healthy, Report(membership).Snapshot.Find(peer.Id)!.Status);
    }

    [StandaloneFact(StandaloneFactAttribute.VirtualClock)]
    public void While_very_many_join_there_is_not_one_snapshot_for_each_and_the_last_one_has_them_all()
    {
        var snapshots = CreateTestProbe();
        Sys.EventStream.Subscribe(snapshots, typeof(MembershipSnapshot));
        var membership = Start();
        var peers = Enumerable.Range(1, 400).Select(i => new TestPeer($"akka.ssl.tcp://federation@127.0.0.1:{i}")).ToArray();
        foreach (var peer in peers) membership.Tell(new RegisterPeer(peer.Record));
        foreach (var peer in peers) Assert.Equal(peer.Id, _events.ExpectMsg<PeerStatusChanged>().Peer);
        Assert.All(peers, p => Assert.True(_runtime.Addresses.TryGet(p.Id, out _)));
        Advance(30);
        var seen = new List<int>();
        snapshots.FishForMessage<MembershipSnapshot>(s =>
        {
            seen.Add(s.Peers.Length);
            return s.Peers.Length == peers.Length;
        });
        Assert.InRange(seen.Count, 1, 300);
    }

    [Fact]
    public void A_ping_is_answered_to_the_peer_that_asked()
    {
        var (probe, peer) = Peer(3);
        var membership = Start();
        Say(membership, probe, peer, new Join(peer.Record, 1));
        Say(membership, probe, peer, new Ping(7, _signer.Id, 0));
        var ack = probe.FishForMessage<MembershipDatagram>(m => m.Message is Ack);
        Assert.Equal(_signer.Id, ack.Origin);
        Assert.Equal(7UL, ((Ack)ack.Message).Sequence);
    }

    [Fact]
    public void A_message_that_claims_another_origin_than_its_connection_is_refused_and_counted_A7()
    {
        var (probe, peer) = Peer(3);
        var other = new TestPeer("akka.ssl.tcp://federation@127.0.0.1:4");
        var membership = Start();
        membership.Tell(new MembershipDatagram(other.Id, new Join(other.Record, 1)), probe);
        var report = Report(membership);
        Assert.Equal(1, Refused(report, MembershipRefusal.OriginMismatch));
        Assert.Empty(report.Snapshot.Peers);
        Assert.False(_runtime.Addresses.TryGet(peer.Id, out _));
    }

    [Fact]
    public void A_message_without_a_proven_identity_is_refused_and_counted()
    {
        var stranger = CreateTestProbe();
        var peer = new TestPeer("akka.ssl.tcp://federation@127.0.0.1:4");
        var membership = Start();
        membership.Tell(new MembershipDatagram(peer.Id, new Join(peer.Record, 1)), stranger);
        membership.Tell(new MembershipDatagram(_signer.Id, new News()), stranger);
        var report = Report(membership);
        Assert.Equal(2, Refused(report, MembershipRefusal.Unauthenticated));
        Assert.Empty(report.Snapshot.Peers);
    }

    [Fact]
    public void A_client_that_never_joined_is_not_a_member()
    {
        var (probe, client) = Peer(3);
        var membership = Start();
        Say(membership, probe, client, new Ping(1, _signer.Id, 0));
        Say(membership, probe, client, new News { Gossip = [new GossipItem(client.Record)] });
        var report = Report(membership);
        Assert.Empty(report.Snapshot.Peers);
        Assert.Equal(1, Refused(report, MembershipRefusal.NotAMember));
    }

    [Fact]
    public void A_refusal_is_told_on_the_event_stream()
    {
        var (probe, peer) = Peer(3);
        var refusals = CreateTestProbe();
        Sys.EventStream.Subscribe(refusals, typeof(MembershipRefused));
        var membership = Start();
        Say(membership, probe, peer, new Join(peer.SignRecord("another"), 1));
        var refused = refusals.ExpectMsg<MembershipRefused>();
        Assert.Equal((MembershipRefusal.ForeignCluster, peer.Id), (refused.Reason, refused.From));
    }

    [StandaloneFact(StandaloneFactAttribute.VirtualClock)]
    public void A_silent_peer_is_degraded_then_unreachable_then_evicted_and_out_of_the_address_book()
    {
        var (probe, peer) = Peer(3);
        var membership = Start();
        Say(membership, probe, peer, new Join(peer.Record, 1));
        Assert.Equal(PeerStatus.Healthy, _events.ExpectMsg<PeerStatusChanged>().To);
        AdvanceInSteps(membership, seconds: 10);
        Assert.Equal((PeerStatus.Degraded, StatusCause.ProbeFailed), Next());
        Assert.Equal((PeerStatus.Unreachable, StatusCause.ProbesFailed), Next());
        Assert.True(_runtime.Addresses.TryGet(peer.Id, out _));
        AdvanceInSteps(membership, seconds: 300);
        Assert.Equal((PeerStatus.Evicted, StatusCause.Expired), Next());
        Assert.Equal(PeerStatus.Evicted, Report(membership).Snapshot.Find(peer.Id)!.Status);
        Assert.False(_runtime.Addresses.TryGet(peer.Id, out _));
    }

    [Fact]
    public void Leaving_tells_every_living_peer_signed_before_it_is_done()
    {
        var (probe, peer) = Peer(3);
        var membership = Start();
        Say(membership, probe, peer, new Join(peer.Record, 1));
        membership.Tell(LeaveFederation.Instance, TestActor);
        ExpectMsg<Done>();
        var farewell = probe.FishForMessage<MembershipDatagram>(m => m.Message.Gossip.Any(g => g.Assertion?.Kind == AssertionKind.Leave));
        var assertion = farewell.Message.Gossip.Single(g => g.Assertion is not null).Assertion!;
        Assert.True(AssertionCodec.Verify(assertion, _runtime.Signatures, TestPeer.Cluster, out _));
        Assert.Equal(_signer.Id, assertion.Subject);
    }

    [Fact]
    public async Task Coordinated_shutdown_says_farewell()
    {
        var (probe, peer) = Peer(3);
        var membership = Start();
        Say(membership, probe, peer, new Join(peer.Record, 1));
        probe.FishForMessage<MembershipDatagram>(m => m.Message is Welcome);
        var heard = new TaskCompletionSource<MembershipDatagram>();
        CoordinatedShutdown.Get(Sys).AddTask(CoordinatedShutdown.PhaseClusterExiting, "wait-for-farewell", async () =>
        {
            heard.SetResult(await probe.FishForMessageAsync<MembershipDatagram>(m => m.Message.Gossip.Any(g => g.Assertion?.Kind == AssertionKind.Leave)));
            return Done.Instance;
        });
        await CoordinatedShutdown.Get(Sys).Run(CoordinatedShutdown.UnknownReason.Instance);
        Assert.True(heard.Task.IsCompletedSuccessfully);
    }

    [Fact]
    public void Snapshots_are_published_with_rising_versions()
    {
        var snapshots = CreateTestProbe();
        Sys.EventStream.Subscribe(snapshots, typeof(MembershipSnapshot));
        var (probe, peer) = Peer(3);
        var membership = Start();
        var first = snapshots.ExpectMsg<MembershipSnapshot>();
        Say(membership, probe, peer, new Join(peer.Record, 1));
        var second = snapshots.ExpectMsg<MembershipSnapshot>();
        Assert.Empty(first.Peers);
        Assert.Equal(peer.Id, Assert.Single(second.Peers).Id);
        Assert.True(second.Version > first.Version);
    }

    private IActorRef Start()
    {
        var membership = Sys.ActorOf(MembershipActor.Props(_runtime, endpoint => _routes.GetValueOrDefault(endpoint, ActorRefs.Nobody)), "membership");
        membership.Tell(new ContactHints(ContactHints.Configured, _runtime.Settings.SeedNodes), ActorRefs.NoSender);
        return membership;
    }

    private (TestProbe Probe, TestPeer Peer) Peer(int port)
    {
        var peer = new TestPeer($"akka.ssl.tcp://federation@127.0.0.1:{port}");
        var probe = CreateTestProbe();
        _routes[peer.Endpoint] = probe;
        _connections.Set(probe, peer.Id);
        return (probe, peer);
    }

    private static void Say(IActorRef membership, IActorRef probe, TestPeer peer, MembershipMessage message) =>
        membership.Tell(new MembershipDatagram(peer.Id, message), probe);

    private MembershipReport Report(IActorRef membership)
    {
        membership.Tell(GetMembership.Instance, TestActor);
        return ExpectMsg<MembershipReport>();
    }

    private static long Refused(MembershipReport report, MembershipRefusal reason) => report.Refusals.Single(r => r.Key == reason).Value;

    private (PeerStatus, StatusCause) Next()
    {
        var change = _events.ExpectMsg<PeerStatusChanged>();
        return (change.To, change.Cause);
    }

    private void Advance(int milliseconds) => ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromMilliseconds(milliseconds));

    // In steps, with an answer in between: time must not run ahead of what the actor has done with it.
    private void AdvanceInSteps(IActorRef membership, int seconds)
    {
        for (var i = 0; i < seconds * 10; i++)
        {
            Advance(100);
            Report(membership);
        }
    }
}
