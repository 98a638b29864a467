using AkkaFederation.Core.Tests.Consensus;
using AkkaFederation.Gossip;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Gossip;

/// <summary>Members that lie. Each lie is refused, counted by reason, and changes nothing that is known.</summary>
public sealed class GossipAttackTests
{
    private readonly GossipNetwork _network = GossipNetwork.Of(5, 21, new GossipOptions { HeartbeatInterval = TimeSpan.Zero, SyncInterval = TimeSpan.FromHours(24) });

    private GossipNode Victim => _network.Nodes[0];

    private GossipNode Liar => _network.Nodes[1];

    private GossipNode Honest => _network.Nodes[2];

    private ulong Epoch => (ulong)_network.Wall.ToUnixTimeMilliseconds();

    [Fact]
    public void An_update_in_anothers_name_is_refused()
    {
        var signed = Liar.Sign(Epoch, 1).Update with { Id = new GossipId(Honest.Id, Epoch, 1) };
        var statement = UpdateCodec.Encode(signed, GossipNetwork.Cluster);
        AssertRefused(GossipRefusal.BadSignature, new SignedUpdate(signed, GossipNetwork.Cluster, statement, Liar.Signer.Sign(statement)));
    }

    [Fact]
    public void Of_who_has_passed_on_many_forged_updates_none_is_verified_for_a_while_A19()
    {
        var other = _network.Nodes[3];
        for (ulong i = 1; i <= Forgeries.Most; i++) Hear(Honest.Sign(Epoch, i) with { Signature = new byte[64] });
        Hear(Honest.Sign(Epoch, 1));
        Assert.Equal(Forgeries.Most + 1, Victim.Core.Counters.Refused(GossipRefusal.BadSignature));
        Victim.Do(new GossipHeard(other.Id, new GossipRumours([new GossipRumour(Honest.Sign(Epoch, 1), 1, "")])));
        Assert.Single(Victim.Delivered);
        _network.RunFor(Forgeries.Window);
        Hear(Honest.Sign(Epoch, 2));
        Assert.Equal(2, Victim.Delivered.Count);
    }

    [Fact]
    public void An_update_replayed_in_a_later_epoch_is_refused_A16()
    {
        var honest = Honest.Sign(Epoch, 1);
        var later = honest.Update with { Id = new GossipId(Honest.Id, Epoch + 1, 1) };
        AssertRefused(GossipRefusal.BadSignature, new SignedUpdate(later, GossipNetwork.Cluster, UpdateCodec.Encode(later, GossipNetwork.Cluster), honest.Signature));
    }

    [Fact]
    public void An_update_replayed_after_its_origin_has_restarted_is_a_duplicate_A17()
    {
        var old = Honest.Sign(Epoch, 1);
        Hear(old);
        Hear(Honest.Sign(Epoch + 5, 1));
        for (var i = 0; i < 100; i++) Hear(old);
        Assert.Equal(2, Victim.Delivered.Count);
        Assert.Equal(100, Victim.Core.Counters.Duplicates);
    }

    [Fact]
    public void An_update_of_another_cluster_is_refused_A18() => AssertRefused(GossipRefusal.ForeignCluster, Honest.Sign(Epoch, 1, cluster: "another"));

    [Fact]
    public void An_update_of_another_cluster_relabelled_for_this_one_is_refused_A18()
    {
        var foreign = Honest.Sign(Epoch, 1, cluster: "another");
        AssertRefused(GossipRefusal.BadSignature, foreign with { ClusterId = GossipNetwork.Cluster, Statement = UpdateCodec.Encode(foreign.Update, GossipNetwork.Cluster) });
    }

    [Fact]
    public void An_epoch_in_the_far_future_is_refused_A23()
    {
        AssertRefused(GossipRefusal.FutureEpoch, Honest.Sign(Epoch + 100_000_000, 1));
        AssertRefused(GossipRefusal.FutureEpoch, Honest.Sign(ulong.MaxValue, 1));
    }

    [Fact]
    public void A_sequence_far_ahead_is_refused_and_makes_nobody_skip_what_lies_between()
    {
        AssertRefused(GossipRefusal.FutureSequence, Honest.Sign(Epoch, 5000));
        Hear(Honest.Sign(Epoch, 1));
        Assert.Single(Victim.Delivered);
    }

    [Fact]
    public void A_heartbeats_sequence_for_an_update_is_refused()
    {
        AssertRefused(GossipRefusal.WrongKind, Honest.Sign(Epoch, GossipId.FirstHeartbeat + 1));
        Victim.Do(new GossipHeard(Liar.Id, new GossipHeartbeats([new GossipRumour(Honest.Sign(Epoch, 1), 1, "")])));
        Assert.Empty(Victim.Delivered);
        Assert.Equal(2, Victim.Core.Counters.Refused(GossipRefusal.WrongKind));
    }

    [Fact]
    public void A_payload_beyond_the_limit_is_refused() => AssertRefused(GossipRefusal.Oversized, Honest.Sign(Epoch, 1, new string('x', 70_000)));

    [Fact]
    public void A_hundred_thousand_fake_origins_leave_nothing_behind()
    {
        var update = Honest.Sign(Epoch, 1);
        var key = new byte[33];
        key[0] = 2;
        var random = new Random(5);
        for (var i = 0; i < 100_000; i++)
        {
            random.NextBytes(key.AsSpan(1));
            var fake = update.Update with { Id = new GossipId(Did.FromPublicKey(key), Epoch, 1) };
            Victim.Core.Step(new GossipHeard(Liar.Id, new GossipRumours([new GossipRumour(update with { Update = fake }, 1, "")])), _network.Now);
            Victim.Core.ClearEffects();
        }

        Assert.Equal(100_000, Victim.Core.Counters.Refused(GossipRefusal.UnknownOrigin));
        Assert.Equal((0, 0L, 0), (Victim.Core.Log.OriginCount, Victim.Core.Log.Bytes, Victim.Core.Waiting));
    }

    [Fact]
    public void A_stranger_is_not_listened_to()
    {
        Victim.Do(new GossipHeard(TestKeys.Name(99), new GossipUpdates([new GossipRumour(Honest.Sign(Epoch, 1), 1, "")])));
        Assert.Equal(1, Victim.Core.Counters.Refused(GossipRefusal.NotAMember));
        Assert.Empty(Victim.Delivered);
    }

    [Fact]
    public void More_updates_than_a_message_holds_are_refused_whole_A14()
    {
        var items = Enumerable.Range(1, 65).Select(i => new GossipRumour(Honest.Sign(Epoch, (ulong)i), 1, ""));
        Victim.Do(new GossipHeard(Liar.Id, new GossipRumours([.. items])));
        Assert.Equal(1, Victim.Core.Counters.Refused(GossipRefusal.TooManyItems));
        Assert.Empty(Victim.Delivered);
    }

    [Fact]
    public void A_sync_peer_that_claims_a_truncated_log_cannot_make_a_node_skip_what_is_to_come_A22()
    {
        Hear(Honest.Sign(Epoch, 3));
        Victim.Do(new GossipSyncNow(Liar.Id));
        var claim = new StreamDigest(Honest.Id, Epoch, [new SequenceRange(1, 1_000_000)]);
        Victim.Do(new GossipHeard(Liar.Id, new GossipSyncResponse(1, 0, [], [claim], SyncVerdict.Last)));
        Hear(Honest.Sign(Epoch, 4));
        Hear(Honest.Sign(Epoch, 2));
        Assert.Equal([3UL, 4UL, 2UL], Victim.Delivered.Select(u => u.Id.Sequence));
    }

    [Fact]
    public void One_liar_who_says_that_updates_are_gone_stops_nobody_from_getting_them_elsewhere_A22()
    {
        Hear(Honest.Sign(Epoch, 3));
        var claim = new StreamDigest(Honest.Id, Epoch, [new SequenceRange(1, 2)]);
        for (var i = 0; i < 10; i++)
        {
            Victim.Do(new GossipSyncNow(Liar.Id));
            Victim.Do(new GossipHeard(Liar.Id, new GossipSyncResponse((ulong)i + 1, 0, [], [claim], SyncVerdict.Last)));
        }

        Assert.Equal(0, Victim.Core.Counters.Skipped);
        var other = _network.Nodes[3];
        foreach (ulong sequence in (ulong[])[1, 2]) other.Do(new GossipHeard(Honest.Id, new GossipUpdates([new GossipRumour(Honest.Sign(Epoch, sequence), 1, "")])));
        Victim.Do(new GossipSyncNow(other.Id));
        _network.RunFor(TimeSpan.FromSeconds(2));
        Assert.Equal([1UL, 2UL, 3UL], Victim.Delivered.Select(u => u.Id.Sequence).Order());
    }

    [Fact]
    public void What_two_peers_say_is_gone_or_the_origin_itself_is_skipped_A22()
    {
        Hear(Honest.Sign(Epoch, 9));
        Claim(Liar, 1, 4);
        Assert.Equal(0, Victim.Core.Counters.Skipped);
        Claim(_network.Nodes[3], 3, 6);
        Assert.Equal(2, Victim.Core.Counters.Skipped);
        Claim(Honest, 1, 7);
        Assert.Equal(7, Victim.Core.Counters.Skipped);
    }

    [Fact]
    public void What_one_peer_alone_says_is_gone_is_skipped_when_nobody_had_it_for_two_rounds_A22()
    {
        Hear(Honest.Sign(Epoch, 3));
        Claim(Liar, 1, 2);
        _network.RunFor(TimeSpan.FromHours(47));
        Assert.Equal(0, Victim.Core.Counters.Skipped);
        _network.RunFor(TimeSpan.FromHours(49));
        Assert.Equal(2, Victim.Core.Counters.Skipped);
    }

    [Fact]
    public void A_digest_without_an_end_is_compared_a_bounded_number_of_times_A22()
    {
        Victim.Do(new GossipSyncNow(Liar.Id));
        for (var i = 0; i < 2000; i++)
            Victim.Do(new GossipHeard(Liar.Id, new GossipSyncRequest(1, 5, new GossipDigest(default, Honest.Id, []), IsWish: false)));
        Assert.Equal(2000 - 512, Victim.Core.Counters.Refused(GossipRefusal.TooManyItems));
    }

    [Fact]
    public void One_origin_of_large_updates_of_many_kinds_fills_no_more_than_its_share_M9()
    {
        for (var i = 1; i <= 64; i++) Hear(Honest.Sign(Epoch, (ulong)i, new string('x', 60_000), $"kind-{i}"));
        Assert.InRange(Victim.Core.Log.Bytes, 60_000, new GossipOptions().LogBytes);
        Assert.Equal(64UL, Victim.Core.Log.Find(Honest.Id)!.Streams[0].Seen.Through);
    }

    [Fact]
    public void Many_origins_together_fill_no_more_than_the_whole_may_M9()
    {
        var network = GossipNetwork.Of(12, 3, new GossipOptions { HeartbeatInterval = TimeSpan.Zero, TotalLogBytes = 300_000 });
        foreach (var origin in network.Nodes.Skip(1))
        {
            foreach (var kind in (string[])["a", "b"])
                network.Nodes[0].Do(new GossipHeard(origin.Id, new GossipUpdates([new GossipRumour(origin.Sign(Epoch, kind == "a" ? 1UL : 2, new string('x', 50_000), kind), 1, "")])));
        }

        Assert.Equal(22, network.Nodes[0].Delivered.Count);
        Assert.InRange(network.Nodes[0].Core.Log.Bytes, 100_000, 300_000);
    }

    [Fact]
    public void Answers_and_digests_that_nobody_asked_for_are_refused()
    {
        var item = new GossipRumour(Honest.Sign(Epoch, 1), 0, "");
        Victim.Do(new GossipHeard(Liar.Id, new GossipSyncResponse(77, 0, [item], [], SyncVerdict.Last)));
        Victim.Do(new GossipHeard(Liar.Id, new GossipSyncRequest(77, 0, new GossipDigest(default, default, []), IsWish: false)));
        Victim.Do(new GossipHeard(Liar.Id, new GossipSyncRequest(77, 0, new GossipDigest(default, default, []), IsWish: true)));
        Assert.Equal(3, Victim.Core.Counters.Refused(GossipRefusal.Unasked));
        Assert.Empty(Victim.Delivered);
    }

    [Fact]
    public void A_peer_that_asks_without_end_is_answered_a_bounded_number_of_times_M2()
    {
        Victim.Publish();
        for (ulong i = 1; i <= 10_000; i++) Victim.Do(new GossipHeard(Liar.Id, new GossipSyncRequest(i, 1, null, IsWish: false)));
        Assert.InRange(Victim.Core.Counters.SyncRequestsSent + Victim.Core.Counters.SyncResponsesSent, 1, 40);
        Assert.True(Victim.Core.Counters.Refused(GossipRefusal.TooOften) > 9_900);
    }

    private void Claim(GossipNode by, ulong first, ulong last)
    {
        var session = 0UL;
        _network.Observe = (_, _, message) => session = message is GossipSyncRequest request ? request.Session : session;
        Victim.Do(new GossipSyncNow(by.Id));
        var claim = new StreamDigest(Honest.Id, Epoch, [new SequenceRange(first, last)]);
        Victim.Do(new GossipHeard(by.Id, new GossipSyncResponse(session, 0, [], [claim], SyncVerdict.Last)));
    }

    private void Hear(SignedUpdate update) => Victim.Do(new GossipHeard(Liar.Id, new GossipRumours([new GossipRumour(update, 1, "")])));

    private void AssertRefused(GossipRefusal reason, SignedUpdate update)
    {
        var (before, delivered, fingerprint) = (Victim.Core.Counters.Refused(reason), Victim.Delivered.Count, Victim.Core.Log.Fingerprint());
        Hear(update);
        Assert.Equal(before + 1, Victim.Core.Counters.Refused(reason));
        Assert.Equal((delivered, fingerprint, 0), (Victim.Delivered.Count, Victim.Core.Log.Fingerprint(), Victim.Core.Waiting));
    }
}
