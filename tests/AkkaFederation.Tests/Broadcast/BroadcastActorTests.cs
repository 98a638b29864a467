using System.Collections.Immutable;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using AkkaFederation.Broadcast;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Membership;
using AkkaFederation.Tests.Hosting;

namespace AkkaFederation.Tests.Broadcast;

/// <summary>One broadcaster among test probes that play its peers' broadcasters.</summary>
public sealed class BroadcastActorTests : TestKit
{
    private readonly EcdsaP256Signer _signer = EcdsaP256Signer.Generate();
    private readonly TestRuntime.FakeConnections _connections;
    private readonly FederationRuntime _runtime;
    private readonly Dictionary<string, IActorRef> _routes = [];
    private readonly List<MemberView> _peers = [];
    private readonly TestProbe _deliveries;
    private readonly IActorRef _actor;
    private ImmutableHashSet<Did> _revoked = [];

    public BroadcastActorTests()
    {
        _runtime = TestRuntime.Create("broadcast { max-payload = 1KiB, profile = local }", _signer) with { Revoked = () => _revoked };
        _connections = (TestRuntime.FakeConnections)_runtime.Connections;
        _deliveries = CreateTestProbe();
        Sys.EventStream.Subscribe(_deliveries, typeof(BroadcastDelivery));
        _actor = Sys.ActorOf(BroadcastActor.Props(_runtime, endpoint => _routes.GetValueOrDefault(endpoint, ActorRefs.Nobody)), "broadcaster");
    }

    [Fact]
    public async Task A_payload_goes_to_every_peer_and_to_this_nodes_own_subscribers()
    {
        var peers = Enumerable.Range(2, 3).Select(Peer).ToArray();
        TellMembers();
        var receipt = await Publish("hello");
        Assert.Equal((BroadcastMode.Direct, 3), (receipt.Mode, receipt.Peers));
        var own = await _deliveries.ExpectMsgAsync<BroadcastDelivery>();
        Assert.Equal((receipt.Id, _signer.Id, 0), (own.Id, own.From, own.Hops));
        foreach (var (probe, _) in peers)
        {
            var payload = (PayloadMessage)(await probe.ExpectMsgAsync<BroadcastDatagram>()).Message;
            Assert.Equal("hello"u8.ToArray(), payload.Broadcast.Payload.ToArray());
            Assert.True(payload.Broadcast.SignatureFits(_runtime.Signatures));
        }
    }

    [Fact]
    public async Task What_a_peer_says_is_delivered_once_however_often_it_comes_and_is_confirmed()
    {
        var (probe, peer) = Peer(2);
        TellMembers();
        var signed = Sign(peer, 1, "hello");
        for (var i = 0; i < 3; i++) _actor.Tell(new BroadcastDatagram(new PayloadMessage(signed, 1)), probe);
        var delivery = await _deliveries.ExpectMsgAsync<BroadcastDelivery>();
        Assert.Equal((peer.Id, peer.Id, 1), (delivery.Id.Origin, delivery.From, delivery.Hops));
        var have = (HaveMessage)(await probe.FishForMessageAsync<BroadcastDatagram>(m => m.Message is HaveMessage)).Message;
        Assert.Contains(have.Entries, e => e.Id == signed.Id && !e.Asks);
        Assert.Equal(1, (await Statistics()).Delivered);
        Assert.Equal(2, (await Statistics()).Duplicates);
    }

    [Fact]
    public async Task Forged_foreign_oversized_and_unauthenticated_payloads_are_counted_by_reason_and_delivered_to_nobody_A18()
    {
        var (probe, peer) = Peer(2);
        TellMembers();
        var stranger = EcdsaP256Signer.Generate();
        var good = Sign(peer, 1, "x");
        Send(probe, good with { Signature = new byte[64] });
        Send(probe, good with { Payload = "y"u8.ToArray() });
        Send(probe, Sign(peer, 2, "x", cluster: "another"));
        Send(probe, Sign(peer, 3, new string('x', 1025)));
        Send(probe, Sign(stranger, 1, "x"));
        Send(probe, Sign(_signer, 9, "x"));
        Send(CreateTestProbe(), good);
        var refused = (await Statistics()).Refused;
        Assert.Equal(
            [
                BroadcastRefusal.Unauthenticated, BroadcastRefusal.UnknownOrigin, BroadcastRefusal.ForeignCluster, BroadcastRefusal.BadSignature,
                BroadcastRefusal.PayloadMismatch, BroadcastRefusal.Oversized, BroadcastRefusal.OwnName,
            ],
            refused.Keys);
        Assert.All(refused.Values, count => Assert.Equal(1, count));
        Send(probe, good);
        Assert.Equal(good.Id, (await _deliveries.ExpectMsgAsync<BroadcastDelivery>()).Id);
    }

    [Fact]
    public async Task A_broadcast_of_an_earlier_life_of_its_origin_is_refused_A17()
    {
        var (probe, peer) = Peer(2);
        TellMembers();
        Send(probe, Sign(peer, 1, "new", epoch: 20));
        Send(probe, Sign(peer, 7, "old", epoch: 19));
        Assert.Equal(1, (await Statistics()).Refused[BroadcastRefusal.StaleEpoch]);
        Assert.Equal(1, (await Statistics()).Delivered);
    }

    [Fact]
    public async Task A_node_whose_clock_was_set_back_still_speaks_above_its_former_lives_A23()
    {
        var (probe, _) = Peer(2);
        TellMembers();
        var first = await Publish("by the clock");
        var epoch = first.Id.Epoch + 1_000_000_000_000;
        _actor.Tell(new MembershipReport(Members(), 0, 0, 0, [], []) { Epoch = epoch });
        var second = await Publish("by memory");
        Assert.Equal((epoch, 1UL), (second.Id.Epoch, second.Id.Sequence));
        var payload = (PayloadMessage)(await probe.FishForMessageAsync<BroadcastDatagram>(m => m.Message is PayloadMessage p && p.Broadcast.Id == second.Id)).Message;
        Assert.True(payload.Broadcast.SignatureFits(_runtime.Signatures));
    }

    [Fact]
    public async Task What_a_revoked_key_has_signed_is_refused_whoever_passes_it_on_A6()
    {
        var (probe, _) = Peer(2);
        var (_, origin) = Peer(3);
        TellMembers();
        Send(probe, Sign(origin, 1, "before"));
        Assert.Equal(origin.Id, (await _deliveries.ExpectMsgAsync<BroadcastDelivery>()).Id.Origin);
        _revoked = [origin.Id];
        Sys.EventStream.Publish(new PeersRevoked(_revoked));
        await AwaitConditionAsync(async () => (await Statistics()).Neighbours == 1);
        Send(probe, Sign(origin, 2, "after"));
        Assert.Equal(1, (await Statistics()).Refused[BroadcastRefusal.UnknownOrigin]);
        Assert.Equal(1, (await Statistics()).Delivered);
    }

    [Fact]
    public async Task Somebody_who_is_no_member_is_refused_though_its_connection_is_proven()
    {
        var (probe, _) = Peer(2);
        _peers.Clear();
        TellMembers();
        _actor.Tell(new BroadcastDatagram(new GraftMessage(null)), probe);
        Assert.Equal(1, (await Statistics()).Refused[BroadcastRefusal.NotAMember]);
    }

    [Fact]
    public async Task A_payload_that_is_too_large_is_refused_with_a_line_that_says_so()
    {
        TellMembers();
        var denied = await _actor.Ask<BroadcastDenied>(new PublishRequest(new byte[1025], BroadcastMode.Automatic, false));
        Assert.Equal(BroadcastRefusal.Oversized, denied.Reason);
        Assert.Contains("federation.broadcast.max-payload, 1024", denied.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fan_out_actor_that_fails_costs_its_own_broadcast_a_detour_and_no_other_anything()
    {
        var (probe, _) = Peer(2);
        TellMembers();
        var first = await Publish("first");
        await probe.ExpectMsgAsync<BroadcastDatagram>(d => d.Message is PayloadMessage);
        Sys.ActorSelection(_actor.Path / "fanout-1").Tell(Kill.Instance);
        await AwaitConditionAsync(async () => (await Statistics()).FanOutFailures == 1);
        var second = await Publish("second");
        var payload = (PayloadMessage)(await probe.FishForMessageAsync<BroadcastDatagram>(m => m.Message is PayloadMessage)).Message;
        Assert.Equal(second.Id, payload.Broadcast.Id);
        var have = await probe.FishForMessageAsync<BroadcastDatagram>(m => m.Message is HaveMessage h && h.Entries.Any(e => e.Id == first.Id && e.Asks));
        Assert.NotNull(have);
        _actor.Tell(new BroadcastDatagram(new GraftMessage(first.Id)), probe);
        await probe.FishForMessageAsync<BroadcastDatagram>(m => m.Message is PayloadMessage p && p.Broadcast.Id == first.Id);
    }

    [Fact]
    public async Task A_fan_out_actor_goes_once_its_broadcast_is_confirmed()
    {
        var (probe, _) = Peer(2);
        TellMembers();
        var receipt = await Publish("x");
        await probe.ExpectMsgAsync<BroadcastDatagram>(d => d.Message is PayloadMessage);
        var child = await Sys.ActorSelection(_actor.Path / "fanout-1").ResolveOne(TimeSpan.FromSeconds(3));
        Watch(child);
        _actor.Tell(new BroadcastDatagram(new HaveMessage([new HaveEntry(receipt.Id, 1, Asks: false)])), probe);
        Assert.Equal(child, (await ExpectMsgAsync<Terminated>()).ActorRef);
    }

    [Fact]
    public async Task A_peer_that_is_unreachable_is_no_neighbour()
    {
        Peer(2);
        TellMembers();
        Assert.Equal(1, (await Statistics()).Neighbours);
        _peers[0] = _peers[0] with { Status = PeerStatus.Unreachable };
        TellMembers();
        Assert.Equal(0, (await Statistics()).Neighbours);
        Assert.Equal(0, (await Publish("x")).Peers);
    }

    private async Task<BroadcastReceipt> Publish(string text) =>
        await _actor.Ask<BroadcastReceipt>(new PublishRequest(System.Text.Encoding.UTF8.GetBytes(text), BroadcastMode.Automatic, false), TimeSpan.FromSeconds(10));

    private Task<BroadcastStatistics> Statistics() => _actor.Ask<BroadcastStatistics>(GetBroadcastStatistics.Instance, TimeSpan.FromSeconds(10));

    private void Send(IActorRef from, SignedBroadcast broadcast) => _actor.Tell(new BroadcastDatagram(new PayloadMessage(broadcast, 1)), from);

    private static SignedBroadcast Sign(ISigner origin, ulong sequence, string text, string cluster = "test", ulong epoch = 5) =>
        BroadcastCodec.Sign(cluster, new BroadcastId(origin.Id, epoch, sequence), 1, BroadcastMode.Direct, System.Text.Encoding.UTF8.GetBytes(text), origin);

    private (TestProbe Probe, ISigner Peer) Peer(int port)
    {
        var endpoint = $"akka.ssl.tcp://federation@127.0.0.1:{port}";
        var peer = EcdsaP256Signer.Generate();
        var probe = CreateTestProbe();
        _routes[endpoint] = probe;
        _runtime.Addresses.Set(peer.Id, endpoint);
        _connections.Set(probe, peer.Id);
        _peers.Add(View(peer.Id, endpoint));
        return (probe, peer);
    }

    private void TellMembers() => _actor.Tell(Members());

    private MembershipSnapshot Members() => new(1, TimeSpan.Zero, View(_signer.Id, _runtime.Endpoint), [.. _peers.OrderBy(p => p.Id)]);

    private static MemberView View(Did id, string endpoint) => new(id, endpoint, PeerStatus.Healthy, null, 1, TimeSpan.Zero)
    {
        Record = new PeerRecord { PeerId = id, Endpoint = endpoint, PublicKeyPem = "", ClusterId = "test" },
    };
}
