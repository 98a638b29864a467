using System.Security.Authentication;
using System.Text;
using Akka.Actor;

namespace AkkaFederation.Engine.Remote.Tests;

/// <summary>Attacks A1, A2, A10, A11, A13 and kin: refused under the right reason, counted once, and the node serves on.</summary>
public sealed class RefusalSpec : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private readonly TestNode _node;
    private readonly TestNode _honest;

    public RefusalSpec()
    {
        _node = new TestNode(_authority, "node");
        _honest = new TestNode(_authority, "honest");
    }

    private static Address Claim { get; } = new("akka.ssl.tcp", "evil", "127.0.0.1", 9);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        await _honest.DisposeAsync();
        _authority.Dispose();
    }

    [Fact]
    public async Task A11_plain_http_is_refused_as_plaintext()
    {
        using var peer = await RawPeer.PlainAsync(_node);
        await peer.SendAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
        await AssertRefusedAsync(RefusalReasons.Plaintext);
    }

    [Fact]
    public async Task A10_tls_1_2_is_refused()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => RawPeer.TlsAsync(_node, _authority.Issue("old"), SslProtocols.Tls12));
        await AssertRefusedAsync(RefusalReasons.TlsVersion);
    }

    [Fact]
    public async Task A1_a_client_without_a_certificate_is_refused()
    {
        using var peer = await RawPeer.TlsAsync(_node, null);
        await peer.AssertHungUpAsync();
        await AssertRefusedAsync(RefusalReasons.NoClientCertificate);
    }

    [Fact]
    public async Task A2_a_certificate_of_another_authority_is_refused_by_the_policy()
    {
        using var other = new TestAuthority();
        using var peer = await RawPeer.TlsAsync(_node, other.Issue("stranger"));
        await peer.SendHelloAsync(Claim);
        Assert.Equal(FrameFormat.Refusal, await peer.ReadTypeAsync());
        await AssertRefusedAsync("wrong-ca");
    }

    [Fact]
    public async Task A_stranger_that_says_nothing_is_refused_for_its_certificate()
    {
        using var other = new TestAuthority();
        using var peer = await RawPeer.TlsAsync(_node, other.Issue("stranger"));
        Assert.Equal(FrameFormat.Refusal, await peer.ReadTypeAsync());
        await AssertRefusedAsync("wrong-ca");
    }

    [Fact]
    public async Task A_policy_that_throws_lets_nobody_in()
    {
        using var peer = await RawPeer.TlsAsync(_node, _authority.Issue("throws"));
        await peer.SendHelloAsync(Claim);
        Assert.Equal(FrameFormat.Refusal, await peer.ReadTypeAsync());
        await AssertRefusedAsync(RefusalReasons.PolicyError);
    }

    [Fact]
    public async Task Another_engine_is_refused_by_name()
    {
        using var peer = await RawPeer.TlsAsync(_node, _authority.Issue("other"));
        await peer.SendHelloAsync(Claim, engine: "Akka.Remote");
        await AssertRefusedAsync(RefusalReasons.ForeignEngine);
    }

    [Fact]
    public async Task A_first_frame_in_the_manner_of_Akka_Remote_is_named_so()
    {
        using var peer = await RawPeer.TlsAsync(_node, _authority.Issue("other"));
        await peer.SendAsync([0x35, 0, 0, 0, 0x12, 0x33, 0x08, 0x01]);
        await AssertRefusedAsync(RefusalReasons.ForeignEngine);
    }

    [Fact]
    public async Task Another_protocol_version_is_refused()
    {
        using var peer = await RawPeer.TlsAsync(_node, _authority.Issue("newer"));
        await peer.SendHelloAsync(Claim, version: FrameFormat.ProtocolVersion + 1);
        await AssertRefusedAsync(RefusalReasons.ProtocolVersion);
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 5, 1, 2, 3, 4, 5 }, RefusalReasons.BadHello)]
    [InlineData(new byte[] { 0x7F, 0xFF, 0xFF, 0xFF }, RefusalReasons.FrameTooLong)]
    [InlineData(new byte[] { 0, 0, 0, 0 }, RefusalReasons.BadHello)]
    public async Task Garbage_instead_of_a_hello_is_refused(byte[] bytes, string reason)
    {
        using var peer = await RawPeer.TlsAsync(_node, _authority.Issue("garbler"));
        await peer.SendAsync(bytes);
        await AssertRefusedAsync(reason);
    }

    [Theory]
    [InlineData(new byte[] { 0x7F, 0xFF, 0xFF, 0xFF, 4 }, RefusalReasons.FrameTooLong)]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 4 }, RefusalReasons.FrameTooLong)]
    [InlineData(new byte[] { 0x00, 0x10, 0x00, 0x00, 4 }, RefusalReasons.FrameTooLong)]
    [InlineData(new byte[] { 0, 0, 0, 0 }, RefusalReasons.BadFrame)]
    [InlineData(new byte[] { 0, 0, 0, 1, 99 }, RefusalReasons.BadFrame)]
    [InlineData(new byte[] { 0, 0, 0, 1, FrameFormat.Hello }, RefusalReasons.BadFrame)]
    [InlineData(new byte[] { 0, 0, 0, 3, FrameFormat.Messages, 1, 1 }, RefusalReasons.BadFrame)]
    [InlineData(new byte[] { 0, 0, 0, 7, FrameFormat.Messages, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F }, RefusalReasons.BadFrame)]
    [InlineData(new byte[] { 0, 0, 0, 6, FrameFormat.Messages, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F }, RefusalReasons.BadFrame)]
    public async Task A_frame_against_the_format_ends_its_connection(byte[] bytes, string reason)
    {
        using var peer = await RawPeer.AcceptedAsync(_node, _authority.Issue("garbler"), Claim);
        await peer.SendAsync(bytes);
        await peer.AssertHungUpAsync();
        await AssertRefusedAsync(reason);
    }

    [Fact]
    public async Task A13_a_payload_length_of_two_to_the_31_minus_1_allocates_nothing()
    {
        using var peer = await RawPeer.AcceptedAsync(_node, _authority.Issue("garbler"), Claim);
        var before = GC.GetTotalAllocatedBytes();
        await peer.SendFrameAsync(FrameFormat.Messages, [2, 2, (byte)'/', (byte)'a', 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x07]);
        await AssertRefusedAsync(RefusalReasons.BadFrame);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64 * 1024 * 1024);
    }

    [Fact]
    public async Task A_stream_that_ends_inside_a_frame_is_counted_as_cut()
    {
        using (var peer = await RawPeer.AcceptedAsync(_node, _authority.Issue("cutter"), Claim))
            await peer.SendAsync([0, 0, 1, 0, 4, 2, 9]);
        await AssertRefusedAsync(RefusalReasons.CutFrame);
    }

    [Fact]
    public async Task A_dialler_refuses_a_listener_that_its_policy_does_not_know()
    {
        using var other = new TestAuthority();
        await using var stranger = new TestNode(other, "stranger");
        _node.Send(stranger, "secret");
        var refusal = await _node.Events.RefusalAsync("wrong-ca");
        Assert.False(refusal.Inbound);
        Assert.Equal(0, stranger.Counters.Snapshot().MessagesReceived);
        await _node.AssertServesAsync(_honest);
    }

    [Fact]
    public async Task A_dialler_that_is_refused_learns_the_reason_code()
    {
        _honest.Policy.Barred.Add("node");
        Assert.True(_node.Send(_honest, "hello"));
        var refusal = await _node.Events.RefusalAsync(RefusalReasons.RefusedByPeer);
        Assert.Equal("barred", refusal.Detail);
        await _honest.Events.RefusalAsync("barred");
    }

    private async Task AssertRefusedAsync(string reason)
    {
        await _node.Events.RefusalAsync(reason);
        Assert.Equal(1, _node.RefusedFor(reason));
        await _node.AssertServesAsync(_honest);
    }
}
