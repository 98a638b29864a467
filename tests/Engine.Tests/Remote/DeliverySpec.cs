using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Remote;

namespace AkkaFederation.Engine.Remote.Tests;

/// <summary>What arrives, in which order, from whom; and what becomes of what cannot arrive.</summary>
public sealed class DeliverySpec : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private readonly TestNode _a;
    private readonly TestNode _b;

    public DeliverySpec()
    {
        _a = new TestNode(_authority, "a");
        _b = new TestNode(_authority, "b");
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _a.DisposeAsync();
        await _b.DisposeAsync();
        _authority.Dispose();
    }

    [Fact]
    public async Task A_message_arrives_with_all_its_parts()
    {
        _a.Send(_b, "hello", sender: "/user/s#12", recipient: "/user/r");
        var got = await _b.Events.NextAsync<Received>();
        Assert.Equal(("/user/r", "/user/s#12", -7, "text", "hello"), (got.Recipient, got.Sender, got.SerializerId, got.Manifest, got.Text));
        Assert.Equal(new InboundPeer(_a.Address, "a", _a.Settings.Uid, Lane.Bulk), got.From);
    }

    [Fact]
    public async Task No_sender_and_no_manifest_arrive_as_such()
    {
        _a.Send(_b, 42, sender: null);
        var got = await _b.Events.NextAsync<Received>();
        Assert.Equal((null, "", 42), (got.Sender, got.Manifest, got.Number));
    }

    [Fact]
    public async Task Order_per_pair_holds_under_load_from_many_threads()
    {
        const int Senders = 8, Each = 20_000;
        var next = new int[Senders];
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var total = 0;
        _b.Events.OnDeliver = got =>
        {
            var sender = int.Parse(got.Sender!.AsSpan("/user/s".Length));
            if (got.Number != next[sender]++) done.TrySetException(new InvalidOperationException($"sender {sender}: {got.Number} out of order"));
            if (++total == Senders * Each) done.TrySetResult();
            return null;
        };
        var tasks = Enumerable.Range(0, Senders).Select(s => Task.Run(async () =>
        {
            var name = $"/user/s{s}";
            for (var i = 0; i < Each; i++)
                while (!_a.Send(_b, i, sender: name)) await Task.Yield();
        }));
        await Task.WhenAll(tasks);
        await done.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await _a.Transport.ShutdownAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(Senders * Each, _a.Counters.Snapshot().MessagesSent);
        Assert.Equal(1, _b.Counters.Snapshot().ConnectionsAccepted);
    }

    [Fact]
    public async Task Lanes_are_connections_of_their_own()
    {
        _a.Send(_b, "bulk");
        _a.Send(_b, "control", Lane.Control);
        var first = await _b.Events.NextAsync<Received>();
        var second = await _b.Events.NextAsync<Received>();
        Assert.Equal(
            new HashSet<(Lane, string)> { (Lane.Bulk, "bulk"), (Lane.Control, "control") },
            new HashSet<(Lane, string)> { (first.From.Lane, first.Text), (second.From.Lane, second.Text) });
        Assert.Equal(2, _b.Counters.Snapshot().ConnectionsAccepted);
    }

    [Fact]
    public async Task More_paths_than_the_tables_hold_still_arrive_right()
    {
        const int Count = 5 * FrameFormat.PathSlots;
        for (var i = 0; i < Count; i++)
            _a.Send(_b, i, sender: $"/temp/s{i}", recipient: $"/user/r{i % 1500}");
        for (var i = 0; i < Count; i++)
        {
            var got = await _b.Events.NextAsync<Received>();
            Assert.Equal((i, $"/temp/s{i}", $"/user/r{i % 1500}"), (got.Number, got.Sender, got.Recipient));
        }
    }

    [Fact]
    public async Task Messages_from_nothing_to_nearly_a_frame_arrive_whole()
    {
        var limit = _a.Settings.MaximumFrame;
        int[] sizes = [0, 1, 100, 16_384, 32_768, 65_536, 500_000, limit - 1000, 3];
        foreach (var size in sizes) Assert.True(_a.Send(_b, Pattern(size)));
        foreach (var size in sizes) Assert.Equal(Pattern(size), (await _b.Events.NextAsync<Received>()).Payload);
    }

    [Fact]
    public async Task A_message_longer_than_a_frame_is_given_back_and_the_next_goes_through()
    {
        _a.Send(_b, Pattern(_a.Settings.MaximumFrame));
        _a.Send(_b, "after");
        Assert.Equal(LossReason.TooLong, (await _a.Events.NextAsync<Loss>()).Reason);
        Assert.Equal("after", (await _b.Events.NextAsync<Received>()).Text);
    }

    [Fact]
    public async Task A_path_longer_than_its_limit_is_given_back_and_leaves_the_tables_right()
    {
        var endless = "/user/" + new string('x', FrameFormat.MaximumText);
        _a.Send(_b, "before", sender: "/user/s", recipient: "/user/r");
        _a.Send(_b, "too long", sender: endless, recipient: "/user/r");
        _a.Send(_b, "after", sender: "/user/s", recipient: "/user/r");
        Assert.Equal(LossReason.TooLong, (await _a.Events.NextAsync<Loss>()).Reason);
        Assert.Equal("before", (await _b.Events.NextAsync<Received>()).Text);
        Assert.Equal("after", (await _b.Events.NextAsync<Received>()).Text);
    }

    [Fact]
    public async Task A_message_that_cannot_be_serialized_costs_only_itself()
    {
        _a.Send(_b, new object());
        _a.Send(_b, "after");
        Assert.Equal(LossReason.NotSerializable, (await _a.Events.NextAsync<Loss>()).Reason);
        Assert.Equal("after", (await _b.Events.NextAsync<Received>()).Text);
    }

    [Fact]
    public async Task The_claimed_address_and_identity_hold_whatever_a_frame_says()
    {
        var claim = new Address("akka.ssl.tcp", "evil", "127.0.0.1", 9);
        using var peer = await RawPeer.AcceptedAsync(_b, _authority.Issue("evil"), claim);
        var sender = System.Text.Encoding.UTF8.GetBytes($"{_a.Address}/user/chief");
        await peer.SendFrameAsync(FrameFormat.Messages, [2, 2, (byte)'/', (byte)'r', 2, (byte)sender.Length, .. sender, 0, 0, 0]);
        var got = await _b.Events.NextAsync<Received>();
        Assert.Equal((claim, "evil"), (got.From.Address, got.From.Identity));
    }

    [Fact]
    public async Task A_verdict_against_a_message_drops_its_connection_only()
    {
        await using var c = new TestNode(_authority, "c");
        _b.Events.OnDeliver = got => got.Text == "poison" ? RefusalReasons.UnknownManifest : null;
        _a.Send(_b, "poison");
        await _b.Events.RefusalAsync(RefusalReasons.UnknownManifest);
        Assert.Equal(1, _b.RefusedFor(RefusalReasons.UnknownManifest));
        _b.Events.OnDeliver = null;
        await _b.AssertServesAsync(c);
        await _b.AssertServesAsync(_a);
    }

    [Fact]
    public async Task Closing_writes_out_what_is_queued_on_a_live_connection()
    {
        const int Count = 50_000;
        _a.Send(_b, -1);
        await _b.Events.NextAsync<Received>();
        for (var i = 0; i < Count; i++) Assert.True(_a.Send(_b, i));
        await _a.Transport.ShutdownAsync(TimeSpan.FromSeconds(30));
        for (var i = 0; i < Count; i++) Assert.Equal(i, (await _b.Events.NextAsync<Received>()).Number);
        Assert.False(_a.Send(_b, "closed"));
    }

    [Fact]
    public async Task A_peer_that_restarts_on_its_port_is_found_again_and_known_by_a_new_uid()
    {
        _b.Send(_a, "hello");
        await _a.Events.NextAsync<Received>();
        var port = _a.Address.Port!.Value;
        await _a.DisposeAsync();
        await _b.Events.NextAsync<Link>(l => l is { Change: "down", Inbound: false });

        await using var reborn = new TestNode(_authority, "a", s => s with { Port = port });
        Assert.Equal(_a.Address, reborn.Address);
        Assert.True(_b.Send(reborn, "welcome back"));
        Assert.Equal("welcome back", (await reborn.Events.NextAsync<Received>()).Text);
        var up = await _b.Events.NextAsync<Link>(l => l is { Change: "up", Inbound: false });
        Assert.Equal(reborn.Settings.Uid, up.Uid);
    }

    [Fact]
    public async Task Messages_for_an_unreachable_peer_wait_and_then_become_losses()
    {
        await using var sender = new TestNode(_authority, "sender", s => s with
        {
            KeepWhileUnreachable = TimeSpan.FromMilliseconds(150),
            BackoffFirst = TimeSpan.FromMilliseconds(10),
            BackoffLimit = TimeSpan.FromMilliseconds(20),
        });
        var nobody = FreePort();
        var lane = sender.Transport.LaneTo(new Address("akka.ssl.tcp", "ghost", "127.0.0.1", nobody), Lane.Bulk);
        Assert.True(lane.TrySend("anyone?", null, "/user/x"));
        Assert.Equal(new Loss("anyone?", LossReason.Unreachable), await sender.Events.NextAsync<Loss>());
        Assert.Equal(1, sender.Counters.Snapshot().DroppedUndeliverable);
    }

    [Fact]
    public async Task A_full_queue_refuses_the_newest()
    {
        await using var sender = new TestNode(_authority, "sender", s => s with { BulkQueue = 4, KeepWhileUnreachable = TimeSpan.FromHours(1) });
        var nobody = FreePort();
        var lane = sender.Transport.LaneTo(new Address("akka.ssl.tcp", "ghost", "127.0.0.1", nobody), Lane.Bulk);
        for (var i = 0; i < 4; i++) Assert.True(lane.TrySend(i, null, "/user/x"));
        Assert.False(lane.TrySend(4, null, "/user/x"));
        Assert.Equal(1, sender.Counters.Snapshot().DroppedByOverflow);
        await sender.Transport.ShutdownAsync(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 4; i++) Assert.Equal(new Loss(i, LossReason.Closed), await sender.Events.NextAsync<Loss>());
    }

    [Fact]
    public async Task A_lane_that_nobody_uses_is_given_up_and_the_next_message_makes_another()
    {
        await using var sender = new TestNode(_authority, "sender", s => s with { IdleLimit = TimeSpan.FromMilliseconds(50) });
        var lane = sender.Transport.LaneTo(_b.Address, Lane.Bulk);
        await ((OutboundLane)lane).Completion.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(lane.IsClosed);
        Assert.False(lane.TrySend("too late", null, "/user/x"));
        Assert.Equal(0, sender.Transport.LaneCount);
        Assert.True(sender.Send(_b, "in time"));
        Assert.Equal("in time", (await _b.Events.NextAsync<Received>()).Text);
    }

    [Fact]
    public void A_port_in_use_is_named_with_its_address()
    {
        var error = Assert.Throws<RemoteTransportException>(() => new TestNode(_authority, "late", s => s with { Port = _a.Address.Port!.Value }));
        Assert.Contains($"127.0.0.1:{_a.Address.Port}", error.Message);
        Assert.Contains("in use", error.Message);
    }

    [Fact]
    public async Task Public_and_bound_addresses_may_differ()
    {
        await using var node = new TestNode(_authority, "node", s => s with { Hostname = "0.0.0.0", PublicHostname = "localhost" });
        Assert.Equal("localhost", node.Address.Host);
        _a.Send(node, "by its public name");
        Assert.Equal("by its public name", (await node.Events.NextAsync<Received>()).Text);
    }

    [Fact]
    public async Task A_renewed_certificate_is_presented_on_new_connections()
    {
        await _b.AssertServesAsync(_a);
        _a.Policy.LocalCertificate = _authority.Issue("a-renewed");
        _a.Send(_b, "again", Lane.Control);
        var got = await _b.Events.NextAsync<Received>(r => r.Text == "again");
        Assert.Equal("a-renewed", got.From.Identity);
    }

    [NeedsIpv6Fact]
    public async Task Ipv6_literals_stand_in_brackets_in_addresses()
    {
        await using var node = new TestNode(_authority, "node", s => s with { Hostname = "::1" });
        Assert.Equal("[::1]", node.Address.Host);
        _a.Send(node, "six");
        Assert.Equal("six", (await node.Events.NextAsync<Received>()).Text);
    }

    private static byte[] Pattern(int size)
    {
        var bytes = new byte[size];
        for (var i = 0; i < size; i++) bytes[i] = (byte)(i * 31);
        return bytes;
    }

    private static int FreePort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
