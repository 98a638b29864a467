using Akka.Actor;
using Akka.Configuration;
using Akka.Remote;

namespace AkkaFederation.Engine.Remote.Tests;

/// <summary>What a whole system refuses, at its start and while it runs.</summary>
public sealed class SystemRefusalSpec : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void Remoting_without_a_certificate_does_not_start()
    {
        var error = Assert.Throws<RemoteTransportException>(() => Start("akka.remote.dot-netty.tcp.port = 0"));
        Assert.Contains("akka.remote.dot-netty.tcp.ssl.certificate.path", error.Message);
    }

    [Fact]
    public void Remoting_without_tls_does_not_start()
    {
        var error = Assert.Throws<RemoteTransportException>(() => Start("akka.remote.dot-netty.tcp.enable-ssl = off"));
        Assert.Contains("enable-ssl", error.Message);
    }

    [Fact]
    public void A_certificate_that_is_not_there_is_named()
    {
        var error = Assert.Throws<RemoteTransportException>(() => Start("akka.remote.dot-netty.tcp { port = 0, ssl.certificate.path = /nowhere/node.pfx }"));
        Assert.Contains("/nowhere/node.pfx", error.Message);
    }

    [Fact]
    public async Task A_port_in_use_is_one_clear_error()
    {
        await using var first = new SystemNode(_authority, "first");
        var error = Assert.Throws<RemoteTransportException>(
            () => new SystemNode(_authority, "second", $"akka.remote.dot-netty.tcp.port = {first.Address.Port}"));
        Assert.Contains($"127.0.0.1:{first.Address.Port}", error.Message);
    }

    [Fact]
    public async Task In_untrusted_mode_harmful_messages_are_dropped_and_counted()
    {
        await using var careful = new SystemNode(_authority, "careful", "akka.remote.untrusted-mode = on");
        await using var peer = new SystemNode(_authority, "peer");
        var mail = careful.Mail("mail");
        var target = peer.Resolve(careful.Address, "/user/mail");
        target.Tell(PoisonPill.Instance);
        target.Tell(Kill.Instance);
        peer.System.ActorSelection(careful.Address + "/user/mail").Tell(PoisonPill.Instance);
        target.Tell("still alive");
        Assert.Equal("still alive", await mail.NextAsync<string>());
        Assert.Equal(3, careful.Counters.RefusedFor(RefusalReasons.UntrustedMessage));
    }

    [Fact]
    public async Task An_unknown_serializer_drops_the_connection_and_is_counted_and_published()
    {
        await using var node = new SystemNode(_authority, "node");
        await using var peer = new SystemNode(_authority, "peer");
        var mail = node.Mail("mail");
        var events = node.Mail("events");
        node.System.EventStream.Subscribe(events.Ref, typeof(ConnectionRefused));
        using var evil = await RawPeer.AcceptedAsync(node.Address.Port!.Value, _authority.Issue("evil"), new Address("akka.ssl.tcp", "evil", "127.0.0.1", 9));
        await evil.SendFrameAsync(FrameFormat.Messages, [2, 2, (byte)'/', (byte)'a', 0, 126, 0, 1, 1]);
        await evil.AssertHungUpAsync();
        var refused = await events.NextAsync<ConnectionRefused>();
        Assert.Equal((RefusalReasons.UnknownSerializer, true), (refused.Reason, refused.Inbound));
        Assert.Equal(1, node.Counters.RefusedFor(RefusalReasons.UnknownSerializer));
        peer.Resolve(node.Address, "/user/mail").Tell("served");
        Assert.Equal("served", await mail.NextAsync<string>());
    }

    [Fact]
    public async Task An_unknown_manifest_drops_the_connection_and_is_counted()
    {
        await using var node = new SystemNode(_authority, "node");
        using var evil = await RawPeer.AcceptedAsync(node.Address.Port!.Value, _authority.Issue("evil"), new Address("akka.ssl.tcp", "evil", "127.0.0.1", 9));
        await evil.SendFrameAsync(FrameFormat.Messages, [2, 2, (byte)'/', (byte)'a', 0, 17 << 1, 2, 1, (byte)'?', 1, 1]);
        await evil.AssertHungUpAsync();
        Assert.Equal(1, node.Counters.RefusedFor(RefusalReasons.UnknownManifest));
    }

    [Fact]
    public void A_system_without_remoting_counts_nothing()
    {
        using var system = ActorSystem.Create("plain");
        Assert.Empty(RemotingCounters.Get(system).Refused);
    }

    private static ActorSystem Start(string config) => ActorSystem.Create(
        "bad", ConfigurationFactory.ParseString(config).WithFallback(ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF, actor.provider = remote }")));
}
