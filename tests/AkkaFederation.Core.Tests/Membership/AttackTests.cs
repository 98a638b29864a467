using System.Collections.Immutable;
using AkkaFederation.Identity;
using AkkaFederation.Membership;

namespace AkkaFederation.Core.Tests.Membership;

/// <summary>Members that lie. Each is refused, counted by reason, and changes neither table nor statuses.</summary>
public sealed class AttackTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly VirtualNetwork _network = VirtualNetwork.Formed(5, seed: 1);

    private VirtualNode Victim => _network.Nodes[0];

    private VirtualNode Liar => _network.Nodes[1];

    [Fact]
    public void A_forged_farewell_of_another_is_refused_A19()
    {
        _network.RunFor(5 * Second);
        AssertRefused(MembershipRefusal.BadSignature, new GossipItem(TestAssertions.Forged(AssertionKind.Leave, 2, 2, 1, forger: 1)));
        AssertRefused(MembershipRefusal.NotTheOwner, new GossipItem(TestAssertions.Signed(AssertionKind.Leave, 2, 1, 2)));
        AssertRefused(MembershipRefusal.NotTheOwner, new GossipItem(TestAssertions.Signed(AssertionKind.Alive, 2, 1, 2)));
    }

    [Fact]
    public void Of_who_has_passed_on_many_forged_statements_none_is_verified_for_a_while_A19()
    {
        _network.RunFor(5 * Second);
        var forged = new GossipItem(TestAssertions.Forged(AssertionKind.Leave, 2, 2, 1, forger: 1));
        for (var i = 0; i < 100; i++) Victim.Do(new Received(Liar.Id, Liar.Endpoint, new News { Gossip = [forged] }));
        Assert.Equal(100, Victim.Core.Counters.Refused(MembershipRefusal.BadSignature));
        var record = new GossipItem(TestKeys.SignedRecord(9, VirtualNetwork.EndpointOf(9)));
        AssertRefused(MembershipRefusal.InvalidRecord, record);
        Victim.Do(new Received(_network.Nodes[3].Id, _network.Nodes[3].Endpoint, new News { Gossip = [record] }));
        Assert.NotNull(Victim.Core.Table.Find(TestKeys.Did(9)));
        _network.RunFor(Forgeries.Window);
        Victim.Do(new Received(Liar.Id, Liar.Endpoint, new News { Gossip = [new GossipItem(TestKeys.SignedRecord(8, VirtualNetwork.EndpointOf(8)))] }));
        Assert.NotNull(Victim.Core.Table.Find(TestKeys.Did(8)));
    }

    [Fact]
    public void A_forged_farewell_in_the_victims_own_name_is_refused_A19() =>
        AssertRefused(MembershipRefusal.BadSignature, new GossipItem(TestAssertions.Forged(AssertionKind.Leave, 0, 0, 1, forger: 1)));

    [Fact]
    public void One_liar_that_suspects_everybody_changes_no_status_A19()
    {
        _network.RunFor(5 * Second);
        for (var round = 0; round < 60; round++)
        {
            foreach (var node in _network.Nodes.Where(n => n != Liar))
            {
                var lies = _network.Nodes.Where(n => n != Liar && n != node)
                    .Select(n => new GossipItem(TestAssertions.Signed(AssertionKind.Suspect, n.Index, 1, n.Core.Incarnation, sequence: (ulong)round + 100)));
                node.Do(new Received(Liar.Id, Liar.Endpoint, new News { Gossip = [.. lies] }));
            }

            _network.RunFor(Second);
        }

        Assert.DoesNotContain(_network.Nodes.SelectMany(n => n.Events), e => e.Event.From is not null);
    }

    [Fact]
    public void Observers_that_exist_only_by_hearsay_do_not_count()
    {
        _network.RunFor(5 * Second);
        _network.Passes = static (_, to, _) => to.Index < 10;
        int[] puppets = [20, 21, 22, 23];
        var gossip = puppets.Select(p => new GossipItem(TestKeys.SignedRecord(p, VirtualNetwork.EndpointOf(p))))
            .Concat(puppets.Select(p => new GossipItem(TestAssertions.Signed(AssertionKind.Suspect, 2, p, _network.Nodes[2].Core.Incarnation))));
        Victim.Do(new Received(Liar.Id, Liar.Endpoint, new News { Gossip = [.. gossip] }));
        _network.RunFor(10 * Second);
        Assert.DoesNotContain(Victim.Events, e => e.Event.Peer == _network.Nodes[2].Id && e.Event.From is not null);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(MembershipOptions.MaxIncarnation + 1)]
    [InlineData((1UL << 20) + 2)]
    public void An_incarnation_far_above_the_known_one_is_refused_M4(ulong incarnation)
    {
        AssertRefused(MembershipRefusal.IncarnationJump, new GossipItem(TestAssertions.Signed(AssertionKind.Alive, 2, 2, incarnation)));
        AssertRefused(MembershipRefusal.IncarnationJump, new GossipItem(TestKeys.SignedRecord(2, VirtualNetwork.EndpointOf(2), incarnation: incarnation)));
        AssertRefused(MembershipRefusal.IncarnationJump, new GossipItem(TestAssertions.Signed(AssertionKind.Suspect, 2, 1, incarnation)));
    }

    [Fact]
    public void A_new_peer_that_begins_at_the_highest_number_is_refused_M4() =>
        AssertRefused(MembershipRefusal.IncarnationJump, new GossipItem(TestKeys.SignedRecord(9, VirtualNetwork.EndpointOf(9), incarnation: ulong.MaxValue)));

    [Fact]
    public void A_suspicion_replayed_after_its_refutation_is_void_A17()
    {
        var suspect = _network.Nodes[2];
        var suspicion = new GossipItem(TestAssertions.Signed(AssertionKind.Suspect, 2, 1, suspect.Core.Incarnation));
        suspect.Do(new Received(Liar.Id, Liar.Endpoint, new News { Gossip = [suspicion] }));
        _network.RunFor(2 * Second);
        Assert.Equal(2UL, suspect.Core.Incarnation);
        var before = Victim.Core.Table.Canonical();
        Victim.Do(new Received(Liar.Id, Liar.Endpoint, new News { Gossip = [suspicion] }));
        suspect.Do(new Received(Liar.Id, Liar.Endpoint, new News { Gossip = [suspicion] }));
        Assert.Equal(before, Victim.Core.Table.Canonical());
        Assert.Equal(2UL, suspect.Core.Incarnation);
    }

    [Fact]
    public void Whoever_joins_without_end_has_the_table_sent_a_bounded_number_of_times_M2()
    {
        _network.RunFor(60 * Second);
        var victims = Welcomes(() => Victim.Do(new Received(Liar.Id, Liar.Endpoint, new Join(Liar.Core.SelfRecord, 7))), 1000);
        Assert.InRange(victims, 1, 6);
        Assert.True(Victim.Core.Counters.Refused(MembershipRefusal.TooOften) > 900);

        // Who has behaved is served, the liar later too.
        var honest = _network.Nodes[2];
        Assert.Equal(1, Welcomes(() => Victim.Do(new Received(honest.Id, honest.Endpoint, new Join(honest.Core.SelfRecord, 8))), 1));
        _network.RunFor(60 * Second);
        Assert.Equal(1, Welcomes(() => Victim.Do(new Received(Liar.Id, Liar.Endpoint, new Join(Liar.Core.SelfRecord, 9))), 1));
    }

    [Fact]
    public void Whoever_compares_tables_without_end_is_answered_a_bounded_number_of_times_M2()
    {
        _network.RunFor(60 * Second);
        var sent = Victim.Core.Counters.Sent;
        for (var i = 0; i < 1000; i++)
        {
            Victim.Do(new Received(Liar.Id, Liar.Endpoint, new SyncRequest(default, default, [], IsAnswer: false) { TableHash = 1 }));
            Victim.Do(new Received(Liar.Id, Liar.Endpoint, new SyncRequest(default, default, [], IsAnswer: false)));
        }

        Assert.InRange(Victim.Core.Counters.Sent - sent, 1, 20);
        Assert.True(Victim.Core.Counters.Refused(MembershipRefusal.TooOften) > 1900);
    }

    [Fact]
    public void Nobody_can_push_a_node_upwards_faster_than_it_gossips_M2()
    {
        _network.RunFor(5 * Second);
        var before = Victim.Core.Incarnation;
        for (var i = 0; i < 100; i++)
        {
            var lie = TestAssertions.Signed(AssertionKind.Suspect, 0, 1, Victim.Core.Incarnation, sequence: (ulong)i);
            Victim.Do(new Received(Liar.Id, Liar.Endpoint, new News { Gossip = [new GossipItem(lie)] }));
            _network.RunFor(TimeSpan.FromMilliseconds(10));
        }

        Assert.InRange(Victim.Core.Incarnation - before, 1UL, 6UL);
    }

    [Fact]
    public void Statements_of_another_cluster_are_refused_A18()
    {
        AssertRefused(MembershipRefusal.ForeignCluster, new GossipItem(TestAssertions.Signed(AssertionKind.Leave, 2, 2, 2, cluster: "another")));
        AssertRefused(MembershipRefusal.ForeignCluster, new GossipItem(TestKeys.SignedRecord(9, VirtualNetwork.EndpointOf(9), cluster: "another")));
    }

    [Fact]
    public void A_record_whose_signature_or_key_is_anothers_is_refused()
    {
        var record = TestKeys.SignedRecord(9, VirtualNetwork.EndpointOf(9));
        AssertRefused(MembershipRefusal.InvalidRecord, new GossipItem(record with { Endpoint = VirtualNetwork.EndpointOf(1) }));
        AssertRefused(MembershipRefusal.InvalidRecord, new GossipItem(record with { Signature = default }));
        var stolen = TestKeys.Record(9, VirtualNetwork.EndpointOf(9)) with { PublicKeyPem = PublicKeys.ToPem(TestKeys.Did(1)) };
        AssertRefused(MembershipRefusal.InvalidRecord, new GossipItem(PeerRecordCodec.Sign(stolen, TestKeys.Signer(9))));
    }

    [Fact]
    public void A_join_in_the_name_of_another_is_refused_A7()
    {
        var before = Victim.Core.Table.Canonical();
        Victim.Do(new Received(Liar.Id, Liar.Endpoint, new Join(TestKeys.SignedRecord(9, VirtualNetwork.EndpointOf(9)), 1)));
        Assert.Equal(1, Victim.Core.Counters.Refused(MembershipRefusal.OriginMismatch));
        Assert.Equal(before, Victim.Core.Table.Canonical());
    }

    [Fact]
    public void News_from_somebody_who_never_joined_is_refused_and_does_not_make_it_a_member()
    {
        var leave = new GossipItem(TestAssertions.Signed(AssertionKind.Suspect, 2, 9, 1));
        Victim.Do(new Received(TestKeys.Did(9), "akka.ssl.tcp://client@10.0.0.9:1", new News { Gossip = [leave] }));
        Assert.Equal(1, Victim.Core.Counters.Refused(MembershipRefusal.NotAMember));
        Assert.Null(Victim.Core.Snapshot().Find(TestKeys.Did(9)));
    }

    [Fact]
    public void A_ping_meant_for_another_is_not_answered_M6()
    {
        Victim.Do(new Received(Liar.Id, Liar.Endpoint, new Ping(7, TestKeys.Did(3), 0)));
        Assert.Equal(1, Victim.Core.Counters.Refused(MembershipRefusal.WrongTarget));
    }

    [Fact]
    public void Helpers_cannot_make_up_that_a_dead_peer_answered()
    {
        _network.RunFor(5 * Second);
        var dead = _network.Nodes[2];
        _network.Kill(dead);
        _network.Passes = (from, to, message) =>
        {
            if (message is not PingRequest request || request.Target != dead.Id) return true;
            var forged = TestAssertions.Forged(AssertionKind.Proof, 2, 2, 1, forger: to.Index) with { Epoch = request.Nonce };
            from.Do(new Received(to.Id, to.Endpoint, new IndirectAck(request.Sequence, dead.Id, forged)));
            return false;
        };
        _network.RunUntil(() => _network.Nodes.All(n => n == dead || n.StatusOf(dead) == PeerStatus.Unreachable), 10 * Second);
        Assert.True(_network.Nodes.Where(n => n.Running).Sum(n => n.Core.Counters.Refused(MembershipRefusal.BadSignature)) > 0);
    }

    [Fact]
    public void A_genuine_proof_of_life_serves_for_the_one_probe_that_asked_for_it()
    {
        _network.RunFor(5 * Second);
        var dead = _network.Nodes[2];
        var kept = TestAssertions.Signed(AssertionKind.Proof, 2, 2, 1, epoch: 4711, sequence: 0);
        _network.Kill(dead);
        _network.Passes = (from, to, message) =>
        {
            if (message is not PingRequest request || request.Target != dead.Id) return true;
            from.Do(new Received(to.Id, to.Endpoint, new IndirectAck(request.Sequence, dead.Id, kept)));
            return false;
        };
        _network.RunUntil(() => _network.Nodes.All(n => n == dead || n.StatusOf(dead) == PeerStatus.Unreachable), 10 * Second);
        Assert.True(_network.Nodes.Where(n => n.Running).Sum(n => n.Core.Counters.Refused(MembershipRefusal.UnaskedProof)) > 0);
    }

    [Fact]
    public void Fake_peers_fill_the_table_to_its_limit_and_never_keep_a_real_one_out_A30()
    {
        var network = VirtualNetwork.Formed(3, seed: 2, TestOptions.Lan with { MaxPeers = 12 });
        var (victim, liar) = (network.Nodes[0], network.Nodes[1]);
        foreach (var fake in Enumerable.Range(10, 20))
            victim.Do(new Received(liar.Id, liar.Endpoint, new News { Gossip = [new GossipItem(TestKeys.SignedRecord(fake, "akka.ssl.tcp://fed@10.9.9.9:1"))] }));
        Assert.Equal(12, victim.Core.Snapshot().Peers.Length);
        Assert.Equal(10, victim.Core.Counters.Refused(MembershipRefusal.PeerLimit));
        var real = network.Start(5, [0]);
        network.RunUntil(() => victim.StatusOf(real) == PeerStatus.Healthy, 2 * Second);
        Assert.NotNull(victim.Core.Snapshot().Find(liar.Id));
    }

    [Fact]
    public void A_message_with_too_many_items_is_refused_whole()
    {
        var item = new GossipItem(TestAssertions.Signed(AssertionKind.Suspect, 2, 1, 1));
        Victim.Do(new Received(Liar.Id, Liar.Endpoint, new News { Gossip = [.. Enumerable.Repeat(item, 65)] }));
        Assert.Equal(1, Victim.Core.Counters.Refused(MembershipRefusal.TooManyItems));
        Assert.Empty(Victim.Core.Table.Find(TestKeys.Did(2))!.Suspicions);
    }

    private int Welcomes(Action attempt, int times)
    {
        var welcomes = 0;
        _network.Passes = (from, _, message) =>
        {
            if (from == Victim && message is Welcome) welcomes++;
            return true;
        };
        for (var i = 0; i < times; i++) attempt();
        return welcomes;
    }

    private void AssertRefused(MembershipRefusal reason, GossipItem item)
    {
        var table = Victim.Core.Table.Canonical();
        var incarnation = Victim.Core.Incarnation;
        var counted = Victim.Core.Counters.Refused(reason);
        Victim.Do(new Received(Liar.Id, Liar.Endpoint, new News { Gossip = ImmutableArray.Create(item) }));
        Assert.Equal(counted + 1, Victim.Core.Counters.Refused(reason));
        Assert.Equal(table, Victim.Core.Table.Canonical());
        Assert.Equal(incarnation, Victim.Core.Incarnation);
    }
}
