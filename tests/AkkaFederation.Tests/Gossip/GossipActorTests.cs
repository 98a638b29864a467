using System.Collections.Immutable;
using System.Text;
using Akka;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using AkkaFederation.Gossip;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Membership;
using AkkaFederation.Tests.Hosting;

namespace AkkaFederation.Tests.Gossip;

/// <summary>One gossip actor among test probes that play its peers, in the test scheduler's time.</summary>
public sealed class GossipActorTests : TestKit
{
    private const string Cluster = "test";
    private readonly FederationRuntime _runtime;
    private readonly Dictionary<string, IActorRef> _routes = [];
    private readonly List<(Did Id, string Endpoint, PeerStatus Status)> _peers = [];
    private readonly TestProbe _events;
    private ImmutableHashSet<Did> _revoked = [];
    private ulong _version;

    public GossipActorTests()
        : base("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
    {
        _runtime = TestRuntime.Create("gossip.heartbeat-interval = 0s") with { Revoked = () => _revoked };
        _events = CreateTestProbe();
        foreach (var type in new[] { typeof(GossipUpdateReceived), typeof(GossipNodeAdded), typeof(GossipNodeRemoved), typeof(GossipNodeFailed), typeof(GossipRefused) })
            Sys.EventStream.Subscribe(_events, type);
    }

    [StandaloneFact(StandaloneFactAttribute.VirtualClock)]
    public void What_is_said_goes_to_the_peers_of_a_round_signed()
    {
        var (probe, _) = Peer(2);
        var gossip = Start();
        var id = Ask<GossipId>(gossip, new GossipCommand.Propagate("config", "hello"u8.ToArray(), null, null));
        Advance(400);
        var updates = (GossipUpdates)Decode(probe.FishForMessage<GossipFrame>(f => Decode(f) is GossipUpdates));
        var signed = Assert.Single(updates.Items).Signed;
        Assert.Equal(id, signed.Id);
        Assert.True(_runtime.Signatures.Verify(_runtime.Self, signed.Statement.Span, signed.Signature.Span));
    }

    [Fact]
    public void An_update_is_handed_on_once_however_often_it_comes()
    {
        var (probe, signer) = Peer(2);
        var gossip = Start();
        var update = Sign(signer, 1);
        for (var i = 0; i < 3; i++) gossip.Tell(Frame(new GossipUpdates([update])), probe);
        Assert.Equal(update.Signed.Id, Fish<GossipUpdateReceived>().Update.Id);
        Assert.Equal((1, 2), (Stats(gossip).Delivered, Stats(gossip).Duplicates));
    }

    [Fact]
    public void A_stranger_and_a_connection_that_proves_nothing_are_refused_before_anything_is_unpacked()
    {
        var (_, signer) = Peer(2);
        var gossip = Start();
        var stranger = CreateTestProbe();
        gossip.Tell(Frame(new GossipUpdates([Sign(signer, 1)])), stranger);
        Assert.Equal(1, Stats(gossip).Refused[GossipRefusal.Unauthenticated]);
        Connections.Set(stranger, EcdsaP256Signer.Generate().Id);
        gossip.Tell(new GossipFrame(new byte[] { 1, 2, 3 }, int.MaxValue), stranger);
        var stats = Stats(gossip);
        Assert.Equal((1, 1, 0), (stats.Refused[GossipRefusal.Unauthenticated], stats.Refused[GossipRefusal.NotAMember], stats.Delivered));
    }

    [Fact]
    public void Malformed_and_exploding_frames_are_counted_by_reason_and_the_room_lives_A15()
    {
        var (probe, signer) = Peer(2);
        var gossip = Start();
        gossip.Tell(new GossipFrame(new byte[] { 1, 2, 3 }, 0), probe);
        gossip.Tell(new GossipFrame(new byte[] { 1, 2, 3 }, int.MaxValue), probe);
        gossip.Tell(new GossipFrame(new byte[] { 1, 2, 3 }, 4000), probe);
        gossip.Tell(Frame(new GossipUpdates([Sign(signer, 1)])), probe);
        Fish<GossipUpdateReceived>();
        var stats = Stats(gossip);
        Assert.Equal((1, 2), (stats.Refused[GossipRefusal.Malformed], stats.Refused[GossipRefusal.Decompression]));
    }

    [Fact]
    public void What_a_revoked_key_has_signed_is_refused_whoever_passes_it_on_A6()
    {
        var (probe, _) = Peer(2);
        var (_, origin) = Peer(3);
        var gossip = Start();
        gossip.Tell(Frame(new GossipRumours([Sign(origin, 1)])), probe);
        Fish<GossipUpdateReceived>();
        _revoked = [origin.Id];
        Sys.EventStream.Publish(new PeersRevoked(_revoked));
        AwaitAssert(() => Assert.DoesNotContain(origin.Id, Active(gossip).Select(n => n.Id)));
        gossip.Tell(Frame(new GossipRumours([Sign(origin, 2)])), probe);
        var stats = Stats(gossip);
        Assert.Equal((1, 1), (stats.Delivered, stats.Refused[GossipRefusal.UnknownOrigin]));
    }

    [StandaloneFact(StandaloneFactAttribute.VirtualClock)]
    public void A_comparison_with_a_peer_without_an_address_ends_like_any_other()
    {
        var gossip = Start();
        var (_, signer) = Peer(4);
        gossip.Tell(Snapshot());
        _runtime.Addresses.Remove(signer.Id);
        gossip.Tell(new GossipCommand.Sync(signer.Id), TestActor);
        Within(TimeSpan.FromSeconds(10), () => AwaitAssert(() =>
        {
            Advance(1000);
            var result = ExpectMsg<GossipSyncResult>(TimeSpan.FromMilliseconds(100));
            Assert.Equal((1, 0), (result.Asked, result.Answered));
        }));
        Assert.True(Stats(gossip).Failed >= 2);
    }

    [Fact]
    public void Peers_come_and_go_with_membership()
    {
        var (_, signer) = Peer(2);
        var gossip = Start();
        Assert.Equal(signer.Id, _events.ExpectMsg<GossipNodeAdded>().Peer);
        SetStatus(gossip, signer.Id, PeerStatus.Degraded);
        Assert.Equal([signer.Id], Active(gossip).Select(n => n.Id));
        SetStatus(gossip, signer.Id, PeerStatus.Unreachable);
        Assert.Equal(signer.Id, _events.ExpectMsg<GossipNodeFailed>().Peer);
        Assert.Empty(Active(gossip));
        SetStatus(gossip, signer.Id, PeerStatus.Healthy);
        _events.ExpectMsg<GossipNodeAdded>();
        SetStatus(gossip, signer.Id, PeerStatus.Evicted);
        Assert.Equal(signer.Id, _events.ExpectMsg<GossipNodeRemoved>().Peer);
    }

    [Fact]
    public void A_node_can_be_taken_out_and_added_by_hand()
    {
        var (_, signer) = Peer(2);
        var gossip = Start();
        Ask<Done>(gossip, new GossipCommand.RemoveNode(signer.Id));
        Assert.Empty(Active(gossip));
        Ask<Done>(gossip, new GossipCommand.AddNode(signer.Id, ""));
        Assert.Equal("akka.ssl.tcp://federation@127.0.0.1:2", Assert.Single(Active(gossip)).Endpoint);
        var other = EcdsaP256Signer.Generate().Id;
        Ask<Done>(gossip, new GossipCommand.AddNode(other, "akka.ssl.tcp://federation@127.0.0.1:9"));
        Assert.Equal(2, Active(gossip).Length);
    }

    [StandaloneFact(StandaloneFactAttribute.VirtualClock)]
    public void Anti_entropy_asks_counts_the_answer_and_measures_its_latency()
    {
        var (probe, signer) = Peer(2);
        var gossip = Start();
        gossip.Tell(new GossipCommand.Sync(signer.Id), TestActor);
        var request = (GossipSyncRequest)Decode(probe.ExpectMsg<GossipFrame>());
        Advance(25);
        gossip.Tell(Frame(new GossipSyncResponse(request.Session, request.Fingerprint, [], [], SyncVerdict.Settled)), probe);
        var result = ExpectMsg<GossipSyncResult>();
        Assert.Equal((1, 1, 0), (result.Asked, result.Answered, result.Received));
        Assert.Equal(TimeSpan.FromMilliseconds(25), Stats(gossip).AverageLatency);
    }

    [StandaloneFact(StandaloneFactAttribute.VirtualClock)]
    public void A_round_that_gets_no_answer_ends_when_its_time_is_over()
    {
        var (probe, signer) = Peer(2);
        var gossip = Start();
        gossip.Tell(new GossipCommand.Sync(signer.Id), TestActor);
        probe.ExpectMsg<GossipFrame>();
        Within(TimeSpan.FromSeconds(10), () => AwaitAssert(() =>
        {
            Advance(1000);
            var result = ExpectMsg<GossipSyncResult>(TimeSpan.FromMilliseconds(100));
            Assert.Equal((1, 0), (result.Asked, result.Answered));
        }));
        Assert.True(Stats(gossip).Failed >= 1);
    }

    [Fact]
    public void Settings_change_while_running_and_bad_ones_are_refused_by_name()
    {
        var gossip = Start();
        var changed = Ask<AkkaFederation.Settings.GossipSettings>(gossip, new GossipCommand.UpdateConfig(s => s with { Fanout = 5 }));
        Assert.Equal(5, changed.Fanout);
        gossip.Tell(new GossipCommand.UpdateConfig(s => s with { Fanout = 0 }), TestActor);
        var failure = Assert.IsType<ArgumentException>(ExpectMsg<Status.Failure>().Cause);
        Assert.Contains("Fanout = 0: expected 1 to 32", failure.Message);
        gossip.Tell(new GossipCommand.UpdateConfig(s => s with { Interval = TimeSpan.Zero }), TestActor);
        Assert.Contains("Interval", ExpectMsg<Status.Failure>().Cause.Message);
        Assert.Equal(5, Ask<AkkaFederation.Settings.GossipSettings>(gossip, new GossipCommand.UpdateConfig(s => s)).Fanout);
    }

    [Fact]
    public void A_payload_too_long_and_a_hop_limit_out_of_range_are_refused_with_the_setting_to_change()
    {
        var gossip = Start();
        gossip.Tell(new GossipCommand.Propagate("config", new byte[65_537], null, null), TestActor);
        Assert.Contains("federation.gossip.max-payload", ExpectMsg<Status.Failure>().Cause.Message);
        gossip.Tell(new GossipCommand.Propagate("config", [], null, 11), TestActor);
        Assert.Contains("federation.gossip.hop-limit", ExpectMsg<Status.Failure>().Cause.Message);
    }

    [Fact]
    public void Shutdown_says_a_signed_farewell_and_takes_part_no_more()
    {
        var (probe, signer) = Peer(2);
        var gossip = Start();
        Ask<Done>(gossip, new GossipCommand.Shutdown());
        var farewell = (GossipUpdates)Decode(probe.FishForMessage<GossipFrame>(f => Decode(f) is GossipUpdates));
        Assert.Equal(GossipKinds.Farewell, farewell.Items[0].Signed.Update.Kind);
        Assert.Equal(3, farewell.Items[0].Signed.Update.HopLimit);
        gossip.Tell(new GossipCommand.Propagate("config", [], null, null), TestActor);
        Assert.IsType<InvalidOperationException>(ExpectMsg<Status.Failure>().Cause);
        gossip.Tell(Frame(new GossipUpdates([Sign(signer, 1)])), probe);
        Assert.Equal(0, Stats(gossip).Delivered);
        Assert.Empty(Active(gossip));
    }

    [Fact]
    public async Task Coordinated_shutdown_says_farewell_before_membership_leaves()
    {
        var (probe, _) = Peer(2);
        Assert.Equal(0, Stats(Start()).Failed);
        var heard = false;
        CoordinatedShutdown.Get(Sys).AddTask(CoordinatedShutdown.PhaseBeforeClusterShutdown, "look", async () =>
        {
            heard = await probe.FishForMessageAsync<GossipFrame>(f => Decode(f) is GossipUpdates) is not null;
            return Done.Instance;
        });
        await CoordinatedShutdown.Get(Sys).Run(CoordinatedShutdown.UnknownReason.Instance);
        Assert.True(heard);
    }

    [Fact]
    public void Compression_is_reported_as_measured()
    {
        Peer(2);
        var gossip = Start();
        Assert.Equal(1, Stats(gossip).CompressionRatio);
        Ask<GossipId>(gossip, new GossipCommand.Propagate("emergency", Encoding.UTF8.GetBytes(new string('x', 20_000)), null, null));
        AwaitAssert(() => Assert.True(Stats(gossip).CompressionRatio > 10));
        Assert.InRange(Stats(gossip).BytesSent, 100, 2000);
    }

    private TestRuntime.FakeConnections Connections => (TestRuntime.FakeConnections)_runtime.Connections;

    private IActorRef Start()
    {
        var gossip = Sys.ActorOf(GossipActor.Props(_runtime, endpoint => _routes.GetValueOrDefault(endpoint, ActorRefs.Nobody)), "gossip");
        gossip.Tell(Snapshot());
        return gossip;
    }

    private (TestProbe Probe, EcdsaP256Signer Signer) Peer(int port)
    {
        var signer = EcdsaP256Signer.Generate();
        var endpoint = $"akka.ssl.tcp://federation@127.0.0.1:{port}";
        var probe = CreateTestProbe();
        _routes[endpoint] = probe;
        Connections.Set(probe, signer.Id);
        _peers.Add((signer.Id, endpoint, PeerStatus.Healthy));
        _runtime.Addresses.Set(signer.Id, endpoint);
        return (probe, signer);
    }

    private void SetStatus(IActorRef gossip, Did peer, PeerStatus status)
    {
        _peers[_peers.FindIndex(p => p.Id == peer)] = (peer, "akka.ssl.tcp://federation@127.0.0.1:2", status);
        gossip.Tell(Snapshot());
    }

    private MembershipSnapshot Snapshot()
    {
        var views = _peers.Select(p => View(p.Id, p.Endpoint, p.Status)).OrderBy(v => v.Id);
        return new MembershipSnapshot(++_version, TimeSpan.Zero, View(_runtime.Self, _runtime.Endpoint, PeerStatus.Healthy), [.. views]);
    }

    private static MemberView View(Did peer, string endpoint, PeerStatus status) => new(peer, endpoint, status, null, 1, TimeSpan.Zero)
    {
        Record = new PeerRecord
        {
            PeerId = peer,
            Endpoint = endpoint,
            PublicKeyPem = PublicKeys.ToPem(peer),
            ClusterId = Cluster,
            JoinedAt = DateTimeOffset.UnixEpoch,
            Incarnation = 1,
        },
    };

    private GossipRumour Sign(EcdsaP256Signer signer, ulong sequence) => new(
        UpdateCodec.Sign(
            new GossipUpdate
            {
                Id = new GossipId(signer.Id, 1, sequence),
                Kind = "config",
                Priority = GossipPriority.Medium,
                HopLimit = 10,
                At = DateTimeOffset.FromUnixTimeMilliseconds(1),
                Clock = VectorClock.Empty,
                Payload = "x"u8.ToArray(),
            },
            Cluster,
            signer),
        1,
        "");

    private static GossipFrame Frame(GossipMessage message) => GossipCodec.Encode(message, 1024);

    private static GossipMessage Decode(GossipFrame frame) => GossipCodec.Decode(GossipCompression.Unpack(frame));

    private T Fish<T>() => _events.FishForMessage<T>(_ => true);

    private T Ask<T>(IActorRef gossip, GossipCommand command)
    {
        gossip.Tell(command, TestActor);
        return ExpectMsg<T>();
    }

    private GossipStats Stats(IActorRef gossip) => Ask<GossipStats>(gossip, new GossipCommand.GetStats());

    private ImmutableArray<GossipNode> Active(IActorRef gossip) => Ask<ImmutableArray<GossipNode>>(gossip, new GossipCommand.GetActiveNodes());

    private void Advance(int milliseconds) => ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromMilliseconds(milliseconds));
}
