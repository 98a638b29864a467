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
        Assert.Equal(2, Victim.Core.Counters.Skipped);
        Hear(Honest.Sign(Epoch, 4));
        Hear(Honest.Sign(Epoch, 2));
        Assert.Equal([3UL, 4UL, 2UL], Victim.Delivered.Select(u => u.Id.Sequence));
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

    private void Hear(SignedUpdate update) => Victim.Do(new GossipHeard(Liar.Id, new GossipRumours([new GossipRumour(update, 1, "")])));

    private void AssertRefused(GossipRefusal reason, SignedUpdate update)
    {
        var (before, delivered, fingerprint) = (Victim.Core.Counters.Refused(reason), Victim.Delivered.Count, Victim.Core.Log.Fingerprint());
        Hear(update);
        Assert.Equal(before + 1, Victim.Core.Counters.Refused(reason));
        Assert.Equal((delivered, fingerprint, 0), (Victim.Delivered.Count, Victim.Core.Log.Fingerprint(), Victim.Core.Waiting));
    }
}
