using System.Collections.Concurrent;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Remote;

namespace AkkaFederation.Engine.Remote;

/// <summary>
/// TLS 1.3 between systems (RFC 8446), mutually authenticated by an <see cref="IConnectionPolicy"/>. Each system dials
/// two connections to each peer it sends to, one per <see cref="Lane"/>; each carries messages one way, so who receives
/// was always dialled and who sends was always authenticated. Left out: compression, resumption, quarantine.
/// </summary>
internal sealed class TlsTransport : ITransport
{
    private readonly TransportContext _context;
    private readonly TlsDialler _dialler;
    private readonly TlsListener _listener;
    private readonly ConcurrentDictionary<(Address Peer, Lane Lane), Lazy<OutboundLane>> _lanes = new();
    private int _stopped;

    public TlsTransport(TransportSettings settings, IConnectionPolicy policy, CounterTable counters)
    {
        _context = new TransportContext(settings, policy, counters);
        _dialler = new TlsDialler(_context);
        _listener = new TlsListener(_context, OnPeerConnected);
    }

    public int LaneCount => _lanes.Count;

    public int PendingHandshakes => _listener.PendingHandshakeCount;

    public Address Bind()
    {
        var settings = _context.Settings;
        int port;
        try
        {
            var endpoint = Sockets.ResolveBindAsync(settings.Hostname, settings.Port).GetAwaiter().GetResult();
            port = _listener.Bind(endpoint);
        }
        catch (SocketException error)
        {
            throw new RemoteTransportException(Explain(settings, error), error);
        }

        var host = settings.PublicHostname.Length > 0 ? settings.PublicHostname : settings.Hostname;
        _context.LocalAddress = new Address(
            settings.Protocol, settings.SystemName, Sockets.Bracket(host), settings.PublicPort > 0 ? settings.PublicPort : port);
        return _context.LocalAddress;
    }

    public void Start(ITransportEvents events)
    {
        _context.Events = events;
        _listener.Start();
    }

    public IOutboundLane LaneTo(Address peer, Lane lane) => _lanes.GetOrAdd((peer, lane), Create).Value;

    public void Recheck()
    {
        _listener.Recheck();
        foreach (var lane in _lanes.Values.Where(l => l.IsValueCreated)) lane.Value.Recheck();
    }

    public async Task ShutdownAsync(TimeSpan flush)
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0) return;
        _listener.StopAccepting();
        var lanes = _lanes.Values.Select(l => l.Value).ToArray();
        foreach (var lane in lanes) lane.BeginClose();
        var all = Task.WhenAll(lanes.Select(l => l.Completion));
        var inTime = Task.WhenAny(all, Task.Delay(flush, _context.Settings.Time));
        if (await inTime.ConfigureAwait(false) != all)
            foreach (var lane in lanes) lane.Abort();

        await _context.Stop.CancelAsync().ConfigureAwait(false);
        await all.ConfigureAwait(false);
        await _listener.CloseAsync().ConfigureAwait(false);
    }

    private Lazy<OutboundLane> Create((Address Peer, Lane Lane) key) => new(() =>
    {
        var lane = new OutboundLane(_context, _dialler, key.Peer, key.Lane, Retire);
        if (Volatile.Read(ref _stopped) != 0) lane.Abort();
        return lane;
    });

    private void Retire(OutboundLane lane)
    {
        var key = (lane.Peer, lane.Lane);
        if (_lanes.TryGetValue(key, out var entry) && entry.Value == lane)
            _lanes.TryRemove(new KeyValuePair<(Address, Lane), Lazy<OutboundLane>>(key, entry));
    }

    private void OnPeerConnected(InboundPeer peer)
    {
        foreach (var lane in (ReadOnlySpan<Lane>)[Lane.Bulk, Lane.Control])
            if (_lanes.TryGetValue((peer.Address, lane), out var existing)) existing.Value.OpenGate();
    }

    private static string Explain(TransportSettings settings, SocketException error)
    {
        var where = $"{Sockets.Bracket(settings.Hostname)}:{settings.Port}";
        return error.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse =>
                $"cannot listen on {where}: the port is in use; stop the other program or set akka.remote.dot-netty.tcp.port",
            SocketError.AddressNotAvailable or SocketError.HostNotFound =>
                $"cannot listen on {where}: this machine has no such address; set akka.remote.dot-netty.tcp.hostname",
            SocketError.AccessDenied =>
                $"cannot listen on {where}: not permitted; ports below 1024 need a privilege",
            _ => $"cannot listen on {where}: {error.Message}",
        };
    }
}
