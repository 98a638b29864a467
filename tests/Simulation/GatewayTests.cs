using System.Text;
using AkkaFederation.Gateway;
using AkkaFederation.Identity;
using AkkaFederation.Membership;
using AkkaFederation.TestKit;

namespace AkkaFederation.Simulation.Tests;

/// <summary>SPEC 2 in a world of complete nodes: messages and broadcasts through partitions, slow links, pauses and crashes.</summary>
public sealed class GatewayTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private readonly SimulatedWorld _world = new(5, new SimulatedWorldOptions { Nodes = 5 });

    public GatewayTests()
    {
        _world.StartAll();
        foreach (var node in _world.Nodes) Answer(node);
        Assert.True(_world.RunUntil(() => _world.Nodes.All(n => n.Membership?.Peers.Count(p => p.Status == PeerStatus.Healthy) == 4), Patience));
    }

    private SimulatedNode Sender => _world.Nodes[0];

    [Fact]
    public void SendMessage_brings_back_the_answer_of_the_peers_handler()
    {
        var answer = Send(_world.Nodes[3], "hello");
        _world.Run(TimeSpan.FromMilliseconds(50));
        Assert.Equal("n4 got hello from " + Sender.Id, Text(Done(answer)));
        Assert.Equal(1, Snapshot().Sent);
        Assert.Equal(0, Snapshot().Failed);
    }

    [Fact]
    public void SendMessage_to_the_node_itself_reaches_its_own_handler()
    {
        var answer = Send(Sender, "me");
        _world.Run(TimeSpan.FromMilliseconds(50));
        Assert.Equal("n1 got me from " + Sender.Id, Text(Done(answer)));
    }

    [Fact]
    public void SendMessage_without_an_answer_ends_after_its_timeout_on_the_monotonic_clock()
    {
        var peer = _world.Nodes[1];
        peer.Pause();
        var began = _world.Now;
        var given = Send(peer, "hello", TimeSpan.FromSeconds(2));
        Assert.True(_world.RunUntil(() => given.IsCompleted, Patience));
        AssertFails(GatewayError.Timeout, given);
        Assert.InRange(_world.Now - began, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2.1));
    }

    [Fact]
    public void SendMessage_waits_5_s_where_the_caller_does_not_say()
    {
        var peer = _world.Nodes[1];
        Block(peer);
        var began = _world.Now;
        var answer = Send(peer, "hello");
        Assert.True(_world.RunUntil(() => answer.IsCompleted, Patience));
        AssertFails(GatewayError.Timeout, answer);
        Assert.InRange(_world.Now - began, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5.1));
    }

    [Fact]
    public void Late_answers_are_dropped_and_counted()
    {
        var peer = _world.Nodes[1];
        _world.Slow(peer, TimeSpan.FromMilliseconds(300), TimeSpan.Zero);
        var answer = Send(peer, "hello", TimeSpan.FromMilliseconds(100));
        Assert.True(_world.RunUntil(() => Snapshot().LateAnswers == 1, Patience));
        AssertFails(GatewayError.Timeout, answer);
        Assert.Equal(1, Snapshot().FailedBy[GatewayError.Timeout]);
    }

    [Fact]
    public void A_peer_that_is_unreachable_fails_at_once_and_what_was_under_way_with_it()
    {
        var peer = _world.Nodes[2];
        peer.Crash();
        var underWay = Send(peer, "hello", TimeSpan.FromMinutes(5));
        Assert.True(_world.RunUntil(() => underWay.IsCompleted, Patience));
        AssertFails(GatewayError.Unreachable, underWay);
        Assert.Equal(PeerStatus.Unreachable, Gateway(Sender).GetPeer(peer.Id)!.Status);
        var next = Send(peer, "hello");
        _world.Run(TimeSpan.FromMilliseconds(10));
        AssertFails(GatewayError.Unreachable, next);
    }

    [Fact]
    public void An_unknown_peer_is_an_error_of_its_own()
    {
        var answer = Send(_world.Identities.Create("stranger"), "hello");
        _world.Run(TimeSpan.FromMilliseconds(10));
        AssertFails(GatewayError.UnknownPeer, answer);
    }

    [Fact]
    public void Broadcast_captures_errors_per_peer_and_one_slow_peer_delays_nobody()
    {
        var (crashed, slow, excluded, well) = (_world.Nodes[1], _world.Nodes[2], _world.Nodes[3], _world.Nodes[4]);
        crashed.Crash();
        slow.Pause();
        var toWell = Send(well, "before", TimeSpan.FromSeconds(1));
        var broadcast = In(Sender, g => g.BroadcastAsync(Bytes("all"), [excluded.Id], TimeSpan.FromSeconds(2)));
        _world.Run(TimeSpan.FromMilliseconds(50));
        Assert.True(toWell.IsCompletedSuccessfully);
        Assert.False(broadcast.IsCompleted);
        Assert.Equal(2, Snapshot(well).Served);
        Assert.True(_world.RunUntil(() => broadcast.IsCompleted, Patience));

        var results = Done(broadcast);
        Assert.Equal(new[] { crashed.Id, slow.Id, well.Id }.Order(), results.Keys);
        Assert.Equal("n5 got all from " + Sender.Id, Text(results[well.Id].Answer));
        Assert.Equal(GatewayError.Timeout, results[crashed.Id].Error!.Error);
        Assert.Equal(GatewayError.Timeout, results[slow.Id].Error!.Error);
        Assert.Equal(0, Snapshot(excluded).Served);
    }

    [Fact]
    public void Broadcast_across_a_partition_answers_for_both_sides_and_works_again_once_it_heals()
    {
        var side = new[] { _world.Nodes[0], _world.Nodes[1] };
        _world.Partition(side);
        Assert.True(_world.RunUntil(() => Snapshot().Statuses[PeerStatus.Unreachable] == 3, Patience));
        var cut = In(Sender, g => g.BroadcastAsync(Bytes("cut")));
        _world.Run(TimeSpan.FromMilliseconds(50));
        Assert.Equal(4, Done(cut).Count);
        Assert.True(Done(cut)[_world.Nodes[1].Id].IsAnswer);
        Assert.All(_world.Nodes.Skip(2), n => Assert.Equal(GatewayError.Unreachable, Done(cut)[n.Id].Error!.Error));
        Assert.Equal(3, Snapshot().FailedBy[GatewayError.Unreachable]);

        _world.Heal();
        Assert.True(_world.RunUntil(() => Snapshot().Statuses[PeerStatus.Healthy] == 4, Patience));
        var whole = In(Sender, g => g.BroadcastAsync(Bytes("whole")));
        _world.Run(TimeSpan.FromSeconds(5));
        Assert.All(Done(whole).Values, r => Assert.True(r.IsAnswer));
    }

    [Fact]
    public void A_peer_that_is_deregistered_comes_back_with_a_higher_incarnation_when_it_is_registered_again()
    {
        var peer = _world.Nodes[1];
        var record = Gateway(Sender).GetPeer(peer.Id)!.Record;
        var before = Gateway(Sender).GetPeer(peer.Id)!.Incarnation;
        var removed = In(Sender, g => g.DeregisterPeerAsync(peer.Id));
        _world.Run(TimeSpan.FromSeconds(30));
        Assert.True(Done(removed));
        Assert.Equal(PeerStatus.Evicted, Gateway(Sender).GetPeer(peer.Id)!.Status);
        var refused = Send(peer, "hello");
        var other = In(peer, g => g.SendMessageAsync(Sender.Id, Bytes("hello")));
        _world.Run(TimeSpan.FromMilliseconds(50));
        AssertFails(GatewayError.Unreachable, refused);
        AssertFails(GatewayError.NotAMember, other);

        var registered = In(Sender, g => g.RegisterPeerAsync(record));
        Assert.True(_world.RunUntil(() => Gateway(Sender).GetPeer(peer.Id)!.Status == PeerStatus.Healthy, TimeSpan.FromSeconds(10)));
        Assert.True(registered.IsCompletedSuccessfully);
        Assert.True(Gateway(Sender).GetPeer(peer.Id)!.Incarnation > before);
        var answer = Send(peer, "again");
        _world.Run(TimeSpan.FromMilliseconds(50));
        Assert.Equal("n2 got again from " + Sender.Id, Text(Done(answer)));
    }

    [Fact]
    public void A_forged_record_is_refused_by_a_typed_error()
    {
        var record = Gateway(Sender).GetPeer(_world.Nodes[1].Id)!.Record;
        var forged = In(Sender, g => g.RegisterPeerAsync(record with { PeerId = _world.Identities.Create("victim"), Incarnation = 7 }));
        _world.Run(TimeSpan.FromMilliseconds(50));
        AssertFails(GatewayError.InvalidRecord, forged);
        Assert.Equal(4, Gateway(Sender).ListPeers().Length);
    }

    [Fact]
    public void Snapshot_holds_local_id_peers_statuses_sent_failed_and_uptime()
    {
        var uptime = Snapshot().Uptime;
        Send(_world.Nodes[1], "one");
        Send(_world.Identities.Create("stranger"), "two");
        _world.Run(TimeSpan.FromSeconds(3));
        var snapshot = Snapshot();
        Assert.Equal(Sender.Id, snapshot.LocalId);
        Assert.Equal(_world.Nodes.Skip(1).Select(n => n.Id).Order(), snapshot.Peers.Select(p => p.Id));
        Assert.Equal(4, snapshot.Statuses[PeerStatus.Healthy]);
        Assert.Equal(0, snapshot.Statuses[PeerStatus.Evicted]);
        Assert.Equal((1, 1), (snapshot.Sent, snapshot.Failed));
        Assert.Equal(uptime + TimeSpan.FromSeconds(3), snapshot.Uptime);
    }

    [Fact]
    public void A_node_that_stops_answers_every_caller()
    {
        _world.Nodes[1].Pause();
        var answer = Send(_world.Nodes[1], "hello", TimeSpan.FromMinutes(5));
        _world.Run(TimeSpan.FromMilliseconds(50));
        var gateway = Gateway(Sender);
        Sender.Stop();
        Assert.True(_world.RunUntil(() => answer.IsCompleted, Patience));
        AssertFails(GatewayError.ShuttingDown, answer);
        Task<ReadOnlyMemory<byte>>? later = null;
        _world.Loop.Enter(_world.Nodes[2].Process!, () => later = gateway.SendMessageAsync(_world.Nodes[2].Id, Bytes("late")));
        AssertFails(GatewayError.ShuttingDown, later!);
    }

    private void Answer(SimulatedNode node) => Gateway(node).OnMessage(async (message, _) =>
    {
        await Task.Yield();
        return Bytes($"{node.Name} got {Text(message.Payload)} from {message.From}");
    });

    private void Block(SimulatedNode peer)
    {
        _world.Block(peer, Sender);
        _world.Run(TimeSpan.FromMilliseconds(1));
    }

    private GatewaySnapshot Snapshot(SimulatedNode? node = null) => Gateway(node ?? Sender).Snapshot();

    private static FederationGateway Gateway(SimulatedNode node) => Federation.Get(node.System!).Gateway;

    private Task<ReadOnlyMemory<byte>> Send(SimulatedNode to, string text, TimeSpan? timeout = null) => Send(to.Id, text, timeout);

    private Task<ReadOnlyMemory<byte>> Send(Did to, string text, TimeSpan? timeout = null) =>
        In(Sender, g => g.SendMessageAsync(to, Bytes(text), timeout));

    private Task<T> In<T>(SimulatedNode node, Func<FederationGateway, Task<T>> call)
    {
        Task<T>? task = null;
        _world.Loop.Enter(node.Process!, () => task = call(Gateway(node)));
        return task!;
    }

    private static T Done<T>(Task<T> task)
    {
        Assert.True(task.IsCompletedSuccessfully, task.Status.ToString());
        return task.Result;
    }

    private static void AssertFails<T>(GatewayError error, Task<T> task)
    {
        Assert.True(task.IsFaulted);
        Assert.Equal(error, Assert.IsType<GatewayException>(task.Exception!.InnerException).Error);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
