namespace AkkaFederation.Engine.Remote.Tests;

/// <summary>Attack A12: stalled handshakes cost the others nothing.</summary>
public sealed class HandshakeLimitSpec : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task A_stalled_handshake_ends_at_its_time_limit()
    {
        await using var node = new TestNode(_authority, "node", s => s with { HandshakeTimeout = TimeSpan.FromMilliseconds(100) });
        using var silent = await RawPeer.PlainAsync(node);
        using var halfway = await RawPeer.PlainAsync(node);
        await halfway.SendAsync([0x16, 3, 1, 2, 0]);
        await node.Events.RefusalAsync(RefusalReasons.HandshakeTimeout);
        await node.Events.RefusalAsync(RefusalReasons.HandshakeTimeout);
        Assert.Equal(2, node.RefusedFor(RefusalReasons.HandshakeTimeout));
    }

    [Fact]
    public async Task A_peer_without_a_hello_ends_at_the_same_limit()
    {
        await using var node = new TestNode(_authority, "node", s => s with { HandshakeTimeout = TimeSpan.FromMilliseconds(300) });
        using var mute = await RawPeer.TlsAsync(node, _authority.Issue("mute"));
        await node.Events.RefusalAsync(RefusalReasons.HandshakeTimeout);
    }

    [Fact]
    public async Task A12_a_thousand_stalled_handshakes_do_not_keep_an_honest_peer_out()
    {
        await using var node = new TestNode(_authority, "node", s => s with { MaximumPendingHandshakes = 64, HandshakeTimeout = TimeSpan.FromMinutes(5) });
        await using var honest = new TestNode(_authority, "honest");
        var stalled = new List<RawPeer>();
        try
        {
            for (var i = 0; i < 1000; i++) stalled.Add(await RawPeer.PlainAsync(node));
            await node.AssertServesAsync(honest);
            Assert.InRange(node.Transport.PendingHandshakes, 0, 64);
            while (node.RefusedFor(RefusalReasons.HandshakeEvicted) < 1000 - 64) await node.Events.RefusalAsync(RefusalReasons.HandshakeEvicted);
        }
        finally
        {
            stalled.ForEach(s => s.Dispose());
        }
    }
}
