using AkkaFederation.Gossip;

namespace AkkaFederation.Core.Tests.Gossip;

public sealed class AntiEntropyTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly List<GossipMessage> _messages = [];

    [Fact]
    public void Exactly_what_is_missing_goes_both_ways()
    {
        var network = Apart(2);
        for (var i = 0; i < 5; i++) network.Nodes[0].Publish();
        for (var i = 0; i < 3; i++) network.Nodes[1].Publish();
        Together(network);
        network.Nodes[0].Do(new GossipSyncNow(network.Nodes[1].Id));
        network.RunFor(Second);
        Assert.Equal(3, network.Nodes[0].Delivered.Count);
        Assert.Equal(5, network.Nodes[1].Delivered.Count);
        Assert.Equal(8, _messages.OfType<GossipSyncResponse>().Sum(r => r.Items.Length));
        Assert.Equal(0, network.Nodes.Sum(n => n.Core.Counters.Duplicates));
        Assert.True(network.Converged());
    }

    [Fact]
    public void Holes_in_the_middle_are_filled_and_nothing_else_is_sent()
    {
        var network = Apart(2);
        var (a, b) = (network.Nodes[0], network.Nodes[1]);
        for (var i = 0; i < 20; i++) a.Publish();
        var all = a.Core.Log.Find(a.Id)!.Streams[0].Kept.Values.ToList();
        foreach (var update in all.Where((_, i) => i % 3 != 0)) b.Do(new GossipHeard(a.Id, new GossipUpdates([new GossipRumour(update, 1, "")])));
        Together(network);
        b.Do(new GossipSyncNow(a.Id));
        network.RunFor(Second);
        Assert.Equal(20, b.Delivered.Count);
        Assert.Equal(7, _messages.OfType<GossipSyncResponse>().Sum(r => r.Items.Length));
    }

    [Fact]
    public void Nodes_that_have_the_same_exchange_two_small_messages_for_each_comparison()
    {
        var network = GossipNetwork.Of(8, 3, new GossipOptions { HeartbeatInterval = TimeSpan.Zero });
        for (var i = 0; i < 50; i++) network.Nodes[i % 8].Publish();
        network.RunFor(120 * Second);
        Assert.True(network.Converged());
        Together(network);
        network.RunFor(300 * Second);
        Assert.All(_messages, m => Assert.True(m is GossipSyncRequest { Digest: null } or GossipSyncResponse { Items.IsEmpty: true, Verdict: SyncVerdict.Settled }));
        Assert.InRange(_messages.Count / 8.0 / 300, 0.15, 0.25);
    }

    [Fact]
    public void Peers_not_compared_with_for_longest_come_first_and_one_is_random()
    {
        var network = GossipNetwork.Of(10, 4, new GossipOptions { HeartbeatInterval = TimeSpan.Zero });
        var asked = new List<int>();
        network.Observe = (from, to, m) => { if (from.Index == 0 && m is GossipSyncRequest) asked.Add(to.Index); };
        network.RunFor(155 * Second);
        Assert.Equal(15, asked.Count);
        Assert.Equal(9, asked.Distinct().Count());
        Assert.All(asked.Chunk(3), c => Assert.Equal(3, c.Distinct().Count()));
    }

    [Fact]
    public void A_truncated_log_comes_as_a_snapshot_with_the_newest_of_each_kind()
    {
        var network = Apart(2, new GossipOptions { LogUpdates = 20, HeartbeatInterval = TimeSpan.Zero });
        var (a, b) = (network.Nodes[0], network.Nodes[1]);
        a.Publish("colour", "blue");
        a.Publish("size", "large");
        for (var i = 0; i < 500; i++) a.Publish("count", $"{i}");
        Assert.Equal(20, a.Core.Log.Find(a.Id)!.Count);
        Together(network);
        b.Do(new GossipSyncNow(a.Id));
        network.RunFor(Second);
        Assert.Equal(20, b.Delivered.Count);
        Assert.Equal(["colour", "size"], b.Delivered.Where(u => u.Kind != "count").Select(u => u.Kind));
        Assert.Equal(482, b.Core.Counters.Skipped);
        Assert.Equal(1, a.Core.Counters.Snapshots);
        Assert.True(network.Converged());

        a.Publish("count", "500");
        network.RunFor(Second);
        Assert.Equal(21, b.Delivered.Count);
    }

    [Fact]
    public void A_log_far_larger_than_a_frame_comes_in_parts_M10()
    {
        var network = Apart(2, new GossipOptions { HeartbeatInterval = TimeSpan.Zero, LogBytes = 16 << 20 });
        var (a, b) = (network.Nodes[0], network.Nodes[1]);
        for (var i = 0; i < 200; i++) a.Publish(payload: new string('x', 30_000));
        for (var i = 0; i < 500; i++) a.Publish(payload: "small");
        Together(network);
        b.Do(new GossipSyncNow(a.Id));
        Assert.True(network.RunUntil(() => b.Delivered.Count == 700, 60 * Second));
        var largest = _messages.OfType<GossipSyncResponse>().Max(r => r.Items.Sum(i => i.Signed.Size));
        Assert.InRange(largest, 1, GossipOptions.MessageBytes);
        Assert.All(_messages.OfType<GossipSyncResponse>(), r => Assert.InRange(r.Items.Length, 0, GossipOptions.SyncItems));
        Assert.True(network.Converged());
    }

    [Fact]
    public void A_version_vector_larger_than_a_message_comes_in_parts_M10()
    {
        var network = Apart(2, new GossipOptions { HeartbeatInterval = TimeSpan.Zero });
        var (a, b) = (network.Nodes[0], network.Nodes[1]);
        var others = Enumerable.Range(0, 200).Select(i => new GossipNode(network, i + 5)).ToList();
        var members = new GossipMembers([a.Id, b.Id], others.Select(o => o.Id), []);
        foreach (var node in network.Nodes) node.Do(new GossipMembersChanged(members));
        foreach (var other in others)
        {
            for (ulong epoch = 1; epoch <= 4; epoch++)
                a.Do(new GossipHeard(b.Id, new GossipRumours([new GossipRumour(other.Sign(epoch, 1, kind: $"k{epoch}"), 1, "")])));
        }

        Together(network);
        b.Do(new GossipSyncNow(a.Id));
        Assert.True(network.RunUntil(network.Converged, 60 * Second));
        Assert.Equal(800, b.Delivered.Count);
        Assert.True(_messages.OfType<GossipSyncRequest>().Count(r => r.Digest is { Streams.Length: > 100 }) > 1);
        Assert.All(_messages.OfType<GossipSyncRequest>(), r => Assert.InRange(r.Digest?.Streams.Length ?? 0, 0, GossipOptions.DigestStreams));
    }

    [Fact]
    public void A_restarted_origin_goes_on_in_a_new_epoch_and_gets_its_old_words_back()
    {
        var network = GossipNetwork.Of(5, 6);
        var origin = network.Nodes[0];
        var first = origin.Publish();
        network.RunFor(5 * Second);
        origin.Crash();
        network.RunFor(5 * Second);
        origin.Begin();
        network.Meet();
        var second = origin.Publish();
        network.RunFor(90 * Second);
        Assert.True(second.Epoch > first.Epoch);
        Assert.All(network.Nodes.Skip(1), n => Assert.Equal([first, second], n.Delivered.Select(u => u.Id)));
        Assert.Equal([first], origin.Delivered.Select(u => u.Id));
        Assert.True(network.Converged());
    }

    [Fact]
    public void An_origin_whose_clock_was_set_back_still_goes_on_above_its_former_lives_A23()
    {
        var network = GossipNetwork.Of(3, 7);
        var origin = network.Nodes[0];
        var ahead = (ulong)(network.Wall + TimeSpan.FromHours(5)).ToUnixTimeMilliseconds();
        network.Nodes[1].Do(new GossipHeard(network.Nodes[2].Id, new GossipRumours([new GossipRumour(origin.Sign(ahead, 1), 1, "")])));
        network.RunFor(90 * Second);
        Assert.Equal(ahead + 1, origin.Publish().Epoch);
    }

    [Fact]
    public void A_lost_update_is_repaired_before_the_next_turn_of_anti_entropy_M14()
    {
        var network = GossipNetwork.Of(6, 8, new GossipOptions { SyncInterval = TimeSpan.FromHours(1), HeartbeatInterval = TimeSpan.Zero });
        var deaf = network.Nodes[5];
        network.Passes = (_, to) => to != deaf;
        network.Nodes[0].Publish();
        network.RunFor(5 * Second);
        network.Passes = static (_, _) => true;
        network.Nodes[0].Publish();
        Assert.True(network.RunUntil(() => deaf.Delivered.Count == 2, 5 * Second));
    }

    [Fact]
    public void Who_joins_is_compared_with_at_once_M14()
    {
        var network = GossipNetwork.Of(6, 9, new GossipOptions { SyncInterval = TimeSpan.FromHours(1), HeartbeatInterval = TimeSpan.Zero });
        network.Nodes[0].Publish();
        network.RunFor(5 * Second);
        var late = network.Add();
        Assert.True(network.RunUntil(() => late.Delivered.Count == 1, 2 * Second));
    }

    [Fact]
    public void An_answer_that_never_comes_is_a_failure_when_the_rounds_time_is_over()
    {
        var network = Apart(3);
        network.Nodes[0].Do(new GossipSyncNow(null));
        network.RunFor(10 * Second);
        Assert.Equal(2, network.Nodes[0].Core.Counters.Failed);
    }

    private GossipNetwork Apart(int nodes, GossipOptions? options = null)
    {
        var network = GossipNetwork.Of(nodes, 5, options ?? new GossipOptions { HeartbeatInterval = TimeSpan.Zero, SyncInterval = TimeSpan.FromHours(24) });
        network.Passes = static (_, _) => false;
        return network;
    }

    private void Together(GossipNetwork network)
    {
        // Let the rumours of before die out unheard.
        network.RunFor(Second);
        for (var i = 0; i < 300 && network.Nodes.Any(n => n.Core.Waiting > 0); i++) network.RunFor(Second);
        network.Passes = static (_, _) => true;
        network.Observe = (_, _, message) => _messages.Add(message);
    }
}
