using AkkaFederation.Identity;
using AkkaFederation.Membership;

namespace AkkaFederation.Core.Tests.Membership;

/// <summary>Faults and attacks of the reliability list that need no network of their own elsewhere, each by its number.</summary>
public sealed class NumberedFaultTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_half_detached_node_causes_no_gossip_storm_M2()
    {
        var network = VirtualNetwork.Formed(12, seed: 1);
        network.RunFor(20 * Second);
        var half = network.Nodes[5];
        network.Passes = (from, to, _) => (from != half || to.Index < 6) && (to != half || from.Index > 3);
        var before = network.Messages;
        network.RunFor(300 * Second);
        Assert.InRange((network.Messages - before) / 300.0 / 12, 1, 20);
        network.Passes = static (_, _, _) => true;
        network.RunUntil(network.AllHealthy, 30 * Second);
    }

    [Fact]
    public void After_a_mass_restart_nobody_living_stays_dead_in_anybodys_view_M3()
    {
        var network = VirtualNetwork.Formed(16, seed: 2);
        network.RunFor(20 * Second);
        foreach (var node in network.Nodes.ToList()) network.Kill(node);
        network.RunFor(5 * Second);
        for (var i = 0; i < 16; i++) network.Start(i, [0, 1]);
        network.RunUntil(network.AllHealthy, 10 * Second);
        network.RunFor(60 * Second);
        Assert.True(network.AllHealthy());
    }

    [Fact]
    public void A_recycled_address_merges_no_two_clusters_M6()
    {
        var network = new VirtualNetwork(seed: 3);
        for (var i = 0; i < 4; i++) network.Start(i, [0]);
        for (var i = 10; i < 13; i++) network.Start(i, [10], "another");
        network.RunFor(20 * Second);
        var gone = network.Nodes.Single(n => n.Index == 2);
        network.Kill(gone);
        var stranger = network.Start(13, [10], "another", gone.Endpoint);
        network.RunFor(400 * Second);
        foreach (var node in network.Nodes.Where(n => n.Running))
        {
            var known = node.Core.Snapshot().Peers.Select(p => network.Nodes.Single(n => n.Id == p.Id).Index);
            Assert.All(known, index => Assert.Equal(node.Index < 10, index < 10));
        }

        Assert.True(stranger.Core.Counters.RefusedTotal > 0);
        Assert.Equal(3, stranger.Core.Snapshot().Peers.Length);
    }

    [Fact]
    public void The_queue_of_news_is_bounded_by_subjects_and_by_its_capacity_M9()
    {
        var network = VirtualNetwork.Formed(5, seed: 4);
        var node = network.Nodes[0];
        network.Passes = static (_, _, _) => false;
        for (var i = 0; i < 2_000; i++)
        {
            var (subject, asserter) = (2 + (i % 3), 1);
            var incarnation = network.Nodes[subject].Core.Incarnation;
            var word = TestAssertions.Signed(AssertionKind.Suspect, subject, asserter, incarnation, epoch: 9, sequence: (ulong)i);
            node.Do(new Received(TestKeys.Did(1), VirtualNetwork.EndpointOf(1), new News { Gossip = [new GossipItem(word)] }));
        }

        Assert.InRange(node.Core.WaitingNews, 1, 5 * 5 * 3);

        var queue = new RumourQueue(100);
        for (var i = 0; i < 31 * 31; i++) queue.Add(new GossipItem(TestAssertions.Make(AssertionKind.Suspect, i % 31, i / 31, 1)));
        Assert.Equal(100, queue.Count);
    }

    [Fact]
    public void Wall_clocks_that_are_years_apart_and_jump_change_nothing_M12()
    {
        Assert.Equal(Trace(static _ => 0), Trace(static i => (i - 2) * 3_000));

        // A record's joined-at is the only wall-clock time that membership ever sees.
        static string Trace(Func<int, int> daysOff)
        {
            var network = new VirtualNetwork(seed: 5, identities: new ClocksApart(daysOff));
            for (var i = 0; i < 5; i++) network.Start(i, [0]);
            network.RunFor(20 * Second);
            network.Kill(network.Nodes[3]);
            network.RunFor(330 * Second);
            network.Start(3, [0]);
            network.RunFor(20 * Second);
            return string.Join('\n', network.Nodes.SelectMany(n => n.Events.Select(e => $"{e.At} {n.Index} {e.Event.To} {e.Event.Cause}")));
        }
    }

    [Fact]
    public void A_suspicion_of_a_former_life_is_void_in_the_next_one_A16_A17()
    {
        var network = VirtualNetwork.Formed(5, seed: 6);
        network.RunFor(20 * Second);
        var former = network.Nodes.Take(4).Select(n => new GossipItem(TestAssertions.Signed(AssertionKind.Suspect, 4, n.Index, 1, epoch: 1_000))).ToArray();
        network.Kill(network.Nodes[4]);
        network.RunUntil(() => network.AllKnow(network.Nodes[4], PeerStatus.Unreachable), 10 * Second);
        var back = network.Start(4, [0]);
        network.RunUntil(network.AllHealthy, 10 * Second);
        network.RunFor(5 * Second);
        network.Nodes[0].Do(new Received(TestKeys.Did(1), VirtualNetwork.EndpointOf(1), new News { Gossip = [.. former] }));
        Assert.Equal(PeerStatus.Healthy, network.Nodes[0].StatusOf(back));
        Assert.Empty(network.Nodes[0].Core.Table.Find(back.Id)!.Suspicions);
    }

    [Fact]
    public void A_clock_that_jumps_by_ten_to_the_nine_seconds_blames_nobody_A23()
    {
        var network = VirtualNetwork.Formed(4, seed: 7);
        network.RunFor(20 * Second);
        var core = network.Nodes[0].Core;
        core.Step(Tick.Instance, network.Now + TimeSpan.FromSeconds(1_000_000_000));
        core.CheckInvariants();
        Assert.All(core.Snapshot().Peers, p => Assert.Equal(PeerStatus.Healthy, p.Status));
    }

    [Fact]
    public void Numbers_at_their_highest_leave_a_higher_one_to_answer_with_A23()
    {
        var network = VirtualNetwork.Formed(4, seed: 8);
        network.RunFor(20 * Second);
        var (node, peer) = (network.Nodes[0], network.Nodes[2]);
        var last = TestAssertions.Signed(AssertionKind.Alive, 2, 2, peer.Core.Incarnation + 1, epoch: ulong.MaxValue, sequence: ulong.MaxValue);
        node.Do(new Received(TestKeys.Did(1), VirtualNetwork.EndpointOf(1), new News { Gossip = [new GossipItem(last)] }));
        node.Do(new Received(TestKeys.Did(1), VirtualNetwork.EndpointOf(1), new Ping(ulong.MaxValue, node.Id, ulong.MaxValue) { Round = ulong.MaxValue }));
        node.Do(new Received(TestKeys.Did(1), VirtualNetwork.EndpointOf(1), new Ack(ulong.MaxValue, null) { Round = ulong.MaxValue - 1 }));
        network.RunFor(60 * Second);
        Assert.True(network.AllHealthy());
        Assert.True(peer.Core.Incarnation > last.Incarnation, "the peer has outlived what was said in its name");
    }

    [Theory]
    [InlineData("akka.ssl.tcp://fed@10.0.0.1:1\r\nforged: line", "zone")]
    [InlineData("akka.ssl.tcp://fed@10.0.0.1:1", "zo\u001b[2Jne")]
    public void Control_characters_in_what_a_peer_calls_itself_are_refused_before_any_log_A29(string endpoint, string label)
    {
        var network = VirtualNetwork.Formed(3, seed: 9);
        var record = TestKeys.Record(7, endpoint) with { Labels = new Dictionary<string, string> { [label] = "x" } };
        var signed = record with { Signature = TestKeys.Signer(7).Sign(PeerRecordCodec.Encode(record)) };
        var node = network.Nodes[0];
        node.Do(new Received(TestKeys.Did(1), VirtualNetwork.EndpointOf(1), new News { Gossip = [new GossipItem(signed)] }));
        Assert.Equal(1, node.Core.Counters.Refused(MembershipRefusal.InvalidRecord));
        Assert.Null(node.Core.Snapshot().Find(TestKeys.Did(7)));
        Assert.DoesNotContain(node.Refusals, r => r.Detail.Any(char.IsControl));
    }

    [Fact]
    public void A_hundred_thousand_fake_peers_are_bounded_by_max_peers_and_counted_A30()
    {
        const int most = 200;
        const int fakes = 100_000;
        var network = new VirtualNetwork(seed: 10, TestOptions.Lan with { MaxPeers = most }, TestIdentities.Quick);
        for (var i = 0; i < 3; i++) network.Start(i, [0]).CheckEveryStep = false;
        network.RunUntil(network.AllHealthy, 5 * Second);
        var (victim, liar) = (network.Nodes[0], network.Nodes[1]);
        network.Passes = static (_, _, _) => false;
        for (var i = 10; i < 10 + most; i++)
        {
            var record = PeerRecordCodec.Sign(TestIdentities.Quick.Record(i, "akka.ssl.tcp://fed@10.9.9.9:1", "test"), TestIdentities.Quick.Signer(i));
            Tell(new GossipItem(record));
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var key = new byte[33];
        key[0] = 2;
        var shape = TestIdentities.Quick.Record(1, "akka.ssl.tcp://fed@10.9.9.9:1", "test") with { Signature = new byte[64] };
        for (var i = 0; i < fakes; i++)
        {
            BitConverter.TryWriteBytes(key.AsSpan(1), i);
            Tell(new GossipItem(shape with { PeerId = Did.FromPublicKey(key) }));
            victim.Refusals.Clear();
        }

        Assert.Equal(most, victim.Core.Snapshot().Peers.Length);
        Assert.True(victim.Core.Counters.Refused(MembershipRefusal.PeerLimit) >= fakes);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 16 << 20);
        network.Passes = static (_, _, _) => true;
        var real = network.Start(3, [0]);
        network.RunUntil(() => victim.StatusOf(real) == PeerStatus.Healthy, 5 * Second);
        victim.Core.CheckInvariants();

        void Tell(GossipItem item) => victim.Do(new Received(liar.Id, liar.Endpoint, new News { Gossip = [item] }));
    }

    [Fact]
    public void A_revoked_peer_is_out_at_once_believed_in_nothing_and_back_when_that_is_taken_back()
    {
        var network = VirtualNetwork.Formed(4, seed: 11);
        network.RunFor(20 * Second);
        var (node, revoked) = (network.Nodes[0], network.Nodes[2]);
        node.Do(new SetRevoked([revoked.Id]));
        Assert.Equal((PeerStatus.Evicted, StatusCause.Revoked), (node.Events[^1].Event.To, node.Events[^1].Event.Cause));
        network.RunFor(60 * Second);
        Assert.Equal(PeerStatus.Evicted, node.StatusOf(revoked));
        Assert.True(node.Core.Counters.Refused(MembershipRefusal.Revoked) > 0);
        node.Do(new SetRevoked([]));
        network.RunUntil(network.AllHealthy, 60 * Second);
    }

    [Fact]
    public void The_chain_of_observations_tells_what_led_to_a_state()
    {
        var network = VirtualNetwork.Formed(6, seed: 12);
        network.RunFor(20 * Second);
        var dead = network.Nodes[4];
        network.Kill(dead);
        network.RunUntil(() => network.AllKnow(dead, PeerStatus.Unreachable), 10 * Second);
        foreach (var node in network.Nodes.Where(n => n != dead))
        {
            var why = node.Core.Explain(dead.Id)!;
            var kinds = why.Chain.Select(o => o.Kind).ToList();
            Assert.Equal(ObservationKind.Registered, kinds[0]);
            Assert.Equal(ObservationKind.StatusChanged, kinds[^1]);
            Assert.Contains("UNREACHABLE", why.Chain[^1].Detail, StringComparison.Ordinal);
            Assert.Contains(kinds, k => k is ObservationKind.SuspicionHeard or ObservationKind.ProbeFailed);
            Assert.All(why.Chain.Zip(why.Chain.Skip(1)), pair => Assert.True(pair.First.At <= pair.Second.At));
        }

        Assert.Null(network.Nodes[0].Core.Explain(TestKeys.Did(30)));
    }

    private sealed class ClocksApart(Func<int, int> daysOff) : TestIdentities
    {
        public override ISignatureVerifier Scheme => Quick.Scheme;

        public override ISigner Signer(int index) => Quick.Signer(index);

        public override PeerRecord Record(int index, string endpoint, string cluster) =>
            Quick.Record(index, endpoint, cluster) with { JoinedAt = DateTimeOffset.UnixEpoch.AddDays(20_000 + daysOff(index)) };
    }
}
