namespace AkkaFederation.Engine.Remote.Tests;

/// <summary>Trust that is withdrawn while connections live, and how often a policy is asked.</summary>
public sealed class WithdrawnTrustSpec : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private readonly TestNode _node;
    private readonly TestNode _peer;

    public WithdrawnTrustSpec()
    {
        _node = new TestNode(_authority, "node");
        _peer = new TestNode(_authority, "peer");
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        await _peer.DisposeAsync();
        _authority.Dispose();
    }

    [Fact]
    public async Task An_open_connection_ends_in_both_directions_once_its_peer_is_barred()
    {
        await _node.AssertServesAsync(_peer);
        await _peer.AssertServesAsync(_node);
        lock (_node.Policy.Barred) _node.Policy.Barred.Add("peer");

        _node.Transport.Recheck();

        var first = await _node.Events.RefusalAsync("barred");
        var second = await _node.Events.RefusalAsync("barred");
        Assert.NotEqual(first.Inbound, second.Inbound);
        Assert.Contains("trusted no more", first.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recheck_leaves_those_alone_who_are_still_trusted()
    {
        await _node.AssertServesAsync(_peer);
        _node.Transport.Recheck();
        await _node.AssertServesAsync(_peer);
        Assert.Empty(_node.Counters.Snapshot().Refused);
        Assert.Equal(1, _node.Counters.Snapshot().ConnectionsAccepted);
    }

    [Fact]
    public async Task A_listener_asks_its_policy_once_about_each_certificate()
    {
        await _node.AssertServesAsync(_peer);
        Assert.Equal(_node.Counters.Snapshot().ConnectionsAccepted, _node.Policy.Asked);
    }
}
