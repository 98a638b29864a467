using System.Collections.Concurrent;
using System.Threading.Channels;
using Akka.Actor;

namespace AkkaFederation.Engine.Remote.Tests;

/// <summary>What became of a message on the way.</summary>
internal sealed record Passage(object Message, Address To, bool Delivered);

/// <summary>Another transport under remoting: calls instead of sockets, and links that the test cuts.</summary>
internal sealed class InMemoryNetwork
{
    private readonly ConcurrentDictionary<Address, InMemoryTransport> _nodes = new();
    private readonly Channel<Passage> _passages = Channel.CreateUnbounded<Passage>();

    /// <summary>Whether a message to an address gets lost.</summary>
    public Func<object, Address, bool> Loses { get; set; } = (_, _) => false;

    public InMemoryTransport Node(string name, int port) => new(this, new Address("akka.ssl.tcp", name, "memory", port));

    public void Add(InMemoryTransport node) => _nodes[node.Bind()] = node;

    public void Pass(InMemoryTransport from, Address to, Lane lane, object message, object? sender, object recipient)
    {
        var delivered = !Loses(message, to) && _nodes.TryGetValue(to, out var node) && node.Take(from, lane, message, sender, recipient);
        _passages.Writer.TryWrite(new Passage(message, to, delivered));
    }

    /// <summary>The next passage that fits; null if <paramref name="instead"/> happens first.</summary>
    public async Task<Passage?> NextOrAsync(Task instead, Func<Passage, bool> fits)
    {
        using var stop = new CancellationTokenSource();
        var next = NextAsync(fits, stop.Token);
        if (await Task.WhenAny(next, instead) == next) return await next;
        await stop.CancelAsync();
        await next.ContinueWith(_ => { }, TaskScheduler.Default);
        return null;
    }

    public async Task<Passage> NextAsync(Func<Passage, bool> fits, CancellationToken stop = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (true)
            if (await _passages.Reader.ReadAsync(limit.Token) is var passage && fits(passage)) return passage;
    }
}

internal sealed class InMemoryTransport(InMemoryNetwork network, Address address) : ITransport
{
    private ITransportEvents? _events;

    public Address Bind() => address;

    public void Start(ITransportEvents events)
    {
        _events = events;
        network.Add(this);
    }

    public IOutboundLane LaneTo(Address peer, Lane lane) => new Link(network, this, peer, lane);

    public Task ShutdownAsync(TimeSpan flush) => Task.CompletedTask;

    public bool Take(InMemoryTransport from, Lane lane, object message, object? sender, object recipient)
    {
        var payload = from._events!.Serialize(message);
        var peer = new InboundPeer(from.Bind(), "in memory", 1, lane);
        var source = sender is null ? null : new WirePath(from._events.SenderPath(sender));
        return _events!.Deliver(peer, new WirePath(from._events.RecipientPath(recipient)), source, payload.SerializerId, payload.Manifest, payload.Bytes) is null;
    }

    private sealed class Link(InMemoryNetwork network, InMemoryTransport from, Address to, Lane lane) : IOutboundLane
    {
        public bool IsClosed => false;

        public bool TrySend(object message, object? sender, object recipient)
        {
            network.Pass(from, to, lane, message, sender, recipient);
            return true;
        }
    }
}
