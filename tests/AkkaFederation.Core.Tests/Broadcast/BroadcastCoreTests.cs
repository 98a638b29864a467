using System.Collections.Immutable;
using AkkaFederation.Broadcast;
using AkkaFederation.Core.Tests.Membership;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Broadcast;

/// <summary>One core, told by hand what its peers say: what it answers, what it refuses, what it keeps.</summary>
public sealed class BroadcastCoreTests
{
    private const string Cluster = "test";
    private static readonly BroadcastOptions Options = new() { MaxPayload = 1000, MaxCached = 50, MaxMissing = 64, SeenWindow = 128, MaxPending = 5 };
    private readonly BroadcastCore _core;
    private readonly List<BroadcastEffect> _effects = [];
    private TimeSpan _now = TimeSpan.FromSeconds(1);

    public BroadcastCoreTests()
    {
        _core = new BroadcastCore(Options, Cluster, 7, TestKeys.Signer(0), TestKeys.Scheme, new Random(1), _now);
        Members(1, 2, 3);
    }

    [Fact]
    public void A_payload_is_delivered_once_and_a_second_one_prunes_its_link()
    {
        var signed = Sign(1, 1, BroadcastMode.Tree);
        Hear(1, new PayloadMessage(signed, 1));
        Assert.Single(_effects.OfType<DeliverBroadcast>());
        Assert.Equal([Id(2), Id(3)], Sent<PayloadMessage>());
        Hear(2, new PayloadMessage(signed, 2));
        Assert.Empty(_effects.OfType<DeliverBroadcast>());
        Assert.Equal([Id(2)], Sent<PruneMessage>());
        Hear(1, new PayloadMessage(Sign(1, 2, BroadcastMode.Tree), 1));
        Assert.Equal([Id(3)], Sent<PayloadMessage>());
    }

    [Fact]
    public void What_is_announced_and_does_not_come_is_grafted_from_one_announcer_after_the_other()
    {
        var id = new BroadcastId(Id(1), 1, 1);
        Hear(2, new HaveMessage([new HaveEntry(id, 1, true)]));
        Hear(3, new HaveMessage([new HaveEntry(id, 1, true)]));
        Assert.Empty(Sent<GraftMessage>());
        Pass(Options.MissingWait * (1 + Options.MissingSpread));
        Assert.Equal([Id(2)], Sent<GraftMessage>());
        Pass(Options.GraftWait);
        Assert.Equal([Id(3)], Sent<GraftMessage>());
        Pass(Options.GraftWait);
        Assert.Equal((1, 0), (_core.Counters.Abandoned, _core.MissingCount));
        Hear(2, new HaveMessage([new HaveEntry(id, 1, true)]));
        Assert.Equal(1, _core.MissingCount);
    }

    [Fact]
    public void A_payload_that_comes_in_time_is_not_grafted()
    {
        var signed = Sign(1, 1, BroadcastMode.Tree);
        Hear(2, new HaveMessage([new HaveEntry(signed.Id, 1, true)]));
        Hear(1, new PayloadMessage(signed, 1));
        Assert.Equal(0, _core.MissingCount);
        Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(0, _core.Counters.Grafts);
    }

    [Fact]
    public void A_way_that_is_much_shorter_several_times_in_a_row_takes_the_place_of_the_longer_one()
    {
        for (ulong s = 1; s <= 3; s++)
        {
            Assert.Equal(0, _core.Counters.Optimisations);
            var signed = Sign(1, s, BroadcastMode.Tree);
            Hear(2, new HaveMessage([new HaveEntry(signed.Id, 1, true)]));
            Hear(3, new PayloadMessage(signed, 20));
        }

        Assert.Equal(1, _core.Counters.Optimisations);
        Assert.Equal([Id(3)], Sent<PruneMessage>());
        Assert.Equal([Id(2)], Sent<GraftMessage>());
    }

    [Fact]
    public void What_no_neighbour_confirms_is_announced_again_with_growing_waits()
    {
        Publish("x");
        var times = new List<TimeSpan>();
        for (var i = 0; i < 1500; i++)
        {
            Pass(TimeSpan.FromMilliseconds(10));
            if (_effects.OfType<SendBroadcastMessage>().Any(s => s.To == Id(1) && s.Message is HaveMessage)) times.Add(_now);
        }

        Assert.InRange(times.Count, 4, 6);
        Assert.True(times[^1] - times[^2] > times[1] - times[0]);
    }

    [Fact]
    public void A_confirmed_broadcast_is_settled_and_no_more_is_said_of_it()
    {
        var id = Publish("x");
        foreach (var peer in (int[])[1, 2, 3]) Hear(peer, new HaveMessage([new HaveEntry(id, 1, false)]));
        Assert.Contains(_effects, e => e is BroadcastSettled);
        var sent = _core.Counters.Sent;
        Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(sent, _core.Counters.Sent);
    }

    [Fact]
    public void Automatic_is_direct_up_to_8_peers_a_tree_above_and_a_flood_where_critical()
    {
        Members([.. Enumerable.Range(1, 8)]);
        Assert.Equal(BroadcastMode.Direct, Mode(critical: false));
        Assert.Equal(8, Sent<PayloadMessage>().Length);
        Assert.Equal(BroadcastMode.Flood, Mode(critical: true));
        Members([.. Enumerable.Range(1, 9)]);
        Assert.Equal(BroadcastMode.Tree, Mode(critical: false));
        Step(new PublishBroadcast(1, new byte[1], BroadcastMode.Direct, false));
        Assert.Equal(BroadcastRefusal.TooManyPeers, Assert.Single(_effects.OfType<BroadcastDenied>()).Reason);
    }

    [Fact]
    public void More_of_ones_own_than_may_be_under_way_are_refused_at_once()
    {
        for (var i = 0; i < Options.MaxPending; i++) Publish("x");
        Step(new PublishBroadcast(1, new byte[1], BroadcastMode.Automatic, false));
        Assert.Equal(BroadcastRefusal.TooManyPending, Assert.Single(_effects.OfType<BroadcastDenied>()).Reason);
    }

    [Fact]
    public void Two_payloads_under_one_name_are_counted_and_the_first_one_counts_A20()
    {
        Hear(1, new PayloadMessage(Sign(1, 1, BroadcastMode.Tree, "one"), 1));
        Hear(2, new PayloadMessage(Sign(1, 1, BroadcastMode.Tree, "two"), 1));
        AssertRefused(BroadcastRefusal.Conflicting, 1);
        Assert.Equal(1, _core.Counters.Delivered);
    }

    [Fact]
    public void An_earlier_epoch_is_refused_once_a_later_one_is_known_A16()
    {
        Hear(1, new PayloadMessage(Sign(1, 1, BroadcastMode.Tree, epoch: 9), 1));
        Hear(2, new PayloadMessage(Sign(1, 5, BroadcastMode.Tree, epoch: 8), 1));
        AssertRefused(BroadcastRefusal.StaleEpoch, 1);
    }

    [Fact]
    public void What_the_origin_no_longer_passes_on_is_refused_by_who_has_just_started_A17()
    {
        Hear(1, new PayloadMessage(Sign(1, 50, BroadcastMode.Tree, floor: 40), 1));
        Hear(2, new PayloadMessage(Sign(1, 39, BroadcastMode.Tree), 1));
        AssertRefused(BroadcastRefusal.TooOld, 1);
        Hear(2, new PayloadMessage(Sign(1, 40, BroadcastMode.Tree), 1));
        Assert.Equal(2, _core.Counters.Delivered);
    }

    [Fact]
    public void Of_who_has_passed_on_many_forged_payloads_none_is_verified_for_a_while_A19()
    {
        for (ulong s = 1; s <= Forgeries.Most; s++) Hear(2, new PayloadMessage(Sign(1, s, BroadcastMode.Tree) with { Signature = new byte[64] }, 1));
        Hear(2, new PayloadMessage(Sign(1, 1, BroadcastMode.Tree), 1));
        AssertRefused(BroadcastRefusal.BadSignature, Forgeries.Most + 1);
        Hear(3, new PayloadMessage(Sign(1, 1, BroadcastMode.Tree), 1));
        Assert.Equal(1, _core.Counters.Delivered);
        Pass(Forgeries.Window);
        Hear(2, new PayloadMessage(Sign(1, 2, BroadcastMode.Tree), 1));
        Assert.Equal(2, _core.Counters.Delivered);
    }

    [Fact]
    public void A_statement_of_another_cluster_is_refused_A18()
    {
        Hear(1, new PayloadMessage(Sign(1, 1, BroadcastMode.Tree, cluster: "another"), 1));
        AssertRefused(BroadcastRefusal.ForeignCluster, 1);
    }

    [Fact]
    public void Epochs_and_sequences_beyond_their_bound_are_no_statement_A23()
    {
        foreach (var (epoch, sequence) in ((ulong, ulong)[])[(ulong.MaxValue, 1), (1, ulong.MaxValue), (BroadcastCodec.MaxNumber + 1, 1), (1, 0)])
        {
            var header = new BroadcastHeader(Cluster, new BroadcastId(Id(1), epoch, sequence), 0, BroadcastMode.Tree, 0, new byte[32]);
            Assert.False(BroadcastCodec.TryDecode(BroadcastCodec.Encode(header), out _, out _));
            Hear(1, new HaveMessage([new HaveEntry(header.Id, 1, false)]));
        }

        Assert.Equal(0, _core.MissingCount);
    }

    [Fact]
    public void A_flood_of_announcements_of_what_is_not_there_fills_a_bounded_table_A14()
    {
        for (ulong s = 1; s <= 10_000; s++) Hear(1, new HaveMessage([new HaveEntry(new BroadcastId(Id(2), 1, s), 1, true)]));
        Assert.Equal(Options.MaxMissing / 4, _core.MissingCount);
        Assert.Equal(10_000 - (Options.MaxMissing / 4), _core.Counters.Refused(BroadcastRefusal.MissingLimit));
        Hear(3, new HaveMessage([new HaveEntry(new BroadcastId(Id(2), 1, 20_000), 1, true)]));
        Assert.Equal((Options.MaxMissing / 4) + 1, _core.MissingCount);
        Pass(TimeSpan.FromSeconds(5));
        Pass(Options.GraftWait);
        Assert.Equal(0, _core.MissingCount);
    }

    [Fact]
    public void Grafts_of_the_unknown_and_too_many_grafts_are_refused()
    {
        Hear(1, new GraftMessage(new BroadcastId(Id(2), 1, 1)));
        AssertRefused(BroadcastRefusal.UnknownGraft, 1);
        var core = new BroadcastCore(Options with { PeerWindowBytes = 5000 }, Cluster, 7, TestKeys.Signer(0), TestKeys.Scheme, new Random(1), _now);
        core.Step(new MembersChanged(Overlay(1)), _now);
        core.Step(new PublishBroadcast(1, new byte[1000], BroadcastMode.Automatic, false), _now);
        var id = core.Effects.OfType<BroadcastAccepted>().Single().Id;
        for (var i = 0; i < 100; i++) core.Step(new BroadcastReceived(Id(1), new GraftMessage(id)), _now);
        Assert.Equal(95, core.Counters.Refused(BroadcastRefusal.GraftLimit));
        Assert.Equal(1 + 5, core.Counters.FanOut);
    }

    [Fact]
    public void Strangers_and_unknown_origins_are_refused()
    {
        Hear(9, new GraftMessage(null));
        AssertRefused(BroadcastRefusal.NotAMember, 1);
        Hear(1, new HaveMessage([new HaveEntry(new BroadcastId(Id(9), 1, 1), 1, true)]));
        AssertRefused(BroadcastRefusal.UnknownOrigin, 1);
    }

    [Fact]
    public void The_cache_is_bounded_and_what_leaves_it_is_not_delivered_again()
    {
        for (ulong s = 1; s <= 100; s++) Hear(1, new PayloadMessage(Sign(1, s, BroadcastMode.Tree), 1));
        Assert.Equal(Options.MaxCached, _core.CachedCount);
        Assert.Equal(50, _core.Counters.ForgottenUnconfirmed);
        Hear(2, new PayloadMessage(Sign(1, 1, BroadcastMode.Tree), 1));
        Assert.Equal(100, _core.Counters.Delivered);
        Pass(Options.Keep);
        Assert.Equal(0, _core.CachedCount);
        Hear(2, new PayloadMessage(Sign(1, 100, BroadcastMode.Tree), 1));
        Assert.Equal(100, _core.Counters.Delivered);
    }

    private static Did Id(int index) => TestKeys.Did(index);

    private static MemberOverlay Overlay(params int[] peers) => MemberOverlay.Create(Cluster, [Id(0), .. peers.Select(Id)], [], Options);

    private static SignedBroadcast Sign(
        int origin, ulong sequence, BroadcastMode mode, string text = "x", ulong epoch = 1, ulong floor = 1, string cluster = Cluster) =>
        BroadcastCodec.Sign(cluster, new BroadcastId(Id(origin), epoch, sequence), floor, mode, System.Text.Encoding.UTF8.GetBytes(text), TestKeys.Signer(origin));

    private void Members(params int[] peers) => Step(new MembersChanged(Overlay(peers)));

    private void Hear(int from, BroadcastMessage message) => Step(new BroadcastReceived(Id(from), message));

    private void Pass(TimeSpan span)
    {
        _now += span;
        Step(BroadcastTick.Instance);
    }

    private BroadcastId Publish(string text)
    {
        Step(new PublishBroadcast(1, System.Text.Encoding.UTF8.GetBytes(text), BroadcastMode.Automatic, false));
        return _effects.OfType<BroadcastAccepted>().Single().Id;
    }

    private BroadcastMode Mode(bool critical)
    {
        Step(new PublishBroadcast(1, new byte[1], BroadcastMode.Automatic, critical));
        return _effects.OfType<BroadcastAccepted>().Single().Mode;
    }

    private void Step(BroadcastInput input)
    {
        _core.Step(input, _now);
        _core.CheckInvariants();
        _effects.Clear();
        _effects.AddRange(_core.Effects);
        _core.ClearEffects();
    }

    private Did[] Sent<T>()
        where T : BroadcastMessage => [.. _effects.OfType<SendBroadcastMessage>().Where(s => s.Message is T).Select(s => s.To)];

    private void AssertRefused(BroadcastRefusal reason, long times)
    {
        Assert.Equal(times, _core.Counters.Refused(reason));
        Assert.Equal(reason, _effects.OfType<BroadcastRefused>().Last().Reason);
    }
}
