using System.Security.Cryptography.X509Certificates;
using Akka.Actor;

namespace AkkaFederation.Engine.Remote.Tests;

/// <summary>One transport on loopback with its recorder, policy and counters.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private static long _uids;

    public TestNode(TestAuthority authority, string name, Func<TransportSettings, TransportSettings>? configure = null, X509Certificate2? certificate = null)
    {
        Policy = new NamePolicy(certificate ?? authority.Issue(name), authority.Root);
        var settings = new TransportSettings { SystemName = name, Uid = Interlocked.Increment(ref _uids), Hostname = "127.0.0.1" };
        Settings = configure?.Invoke(settings) ?? settings;
        Transport = new TlsTransport(Settings, Policy, Counters);
        Address = Transport.Bind();
        Transport.Start(Events);
    }

    public TransportSettings Settings { get; }

    public NamePolicy Policy { get; }

    public CounterTable Counters { get; } = new();

    public RecordingEvents Events { get; } = new();

    public TlsTransport Transport { get; }

    public Address Address { get; }

    public long RefusedFor(string reason) => Counters.Snapshot().RefusedFor(reason);

    public bool Send(TestNode to, object message, Lane lane = Lane.Bulk, string? sender = "/user/sender", string recipient = "/user/target") =>
        Transport.LaneTo(to.Address, lane).TrySend(message, sender, recipient);

    /// <summary>Shows that this node still takes an honest peer in.</summary>
    public async Task AssertServesAsync(TestNode honest)
    {
        Assert.True(honest.Send(this, "still there?"));
        var received = await Events.NextAsync<Received>(r => r.Text == "still there?");
        Assert.Equal(honest.Address, received.From.Address);
    }

    public async ValueTask DisposeAsync() => await Transport.ShutdownAsync(TimeSpan.FromSeconds(5));
}
