using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AkkaFederation.Engine.Remote;

/// <summary>Accepts, authenticates and reads inbound connections; goes on serving whatever a single one does.</summary>
internal sealed class TlsListener(TransportContext context, Action<InboundPeer> onConnected)
{
    private readonly ConcurrentDictionary<Key, InboundConnection> _connections = new();
    private readonly PendingHandshakes _pending = new(context.Settings.MaximumPendingHandshakes);
    private Socket _socket = null!;
    private Task _accepting = Task.CompletedTask;

    public int PendingHandshakeCount => _pending.Count;

    /// <summary>Binds; the port that was bound.</summary>
    public int Bind(IPEndPoint endpoint)
    {
        _socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // On Unix the runtime sets SO_REUSEADDR itself: a restart on the same port works while old connections
            // linger, and a port that somebody listens on is refused.
            _socket.Bind(endpoint);
            _socket.Listen(context.Settings.Backlog);
            return ((IPEndPoint)_socket.LocalEndPoint!).Port;
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    public void Start() => _accepting = Task.Run(AcceptAsync);

    /// <summary>No new connection from here on.</summary>
    public void StopAccepting() => _socket.Dispose();

    public void Recheck()
    {
        foreach (var connection in _connections.Values) connection.Recheck();
    }

    public async Task CloseAsync()
    {
        _socket.Dispose();
        _pending.CloseAll();
        var open = _connections.Values.ToArray();
        foreach (var connection in open) connection.Abort();
        await Task.WhenAll(open.Select(c => c.Completion).Append(_accepting)).ConfigureAwait(false);
    }

    private async Task AcceptAsync()
    {
        while (!context.Stop.IsCancellationRequested)
        {
            try
            {
                var accepted = await _socket.AcceptAsync(context.Stop.Token).ConfigureAwait(false);
                _ = ServeAsync(accepted);
            }
            catch (Exception error) when (error is ObjectDisposedException or OperationCanceledException)
            {
                return;
            }
            catch (SocketException error) when (error.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted
                or SocketError.NotSocket or SocketError.InvalidArgument)
            {
                return;
            }
            catch (SocketException error)
            {
                // Out of descriptors, or the peer left between SYN and accept: neither is a reason to stop listening.
                context.Refuse(RefusalReasons.HandshakeAborted, "accept", null, inbound: true, error.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(20), context.Settings.Time).ConfigureAwait(false);
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await Task.Yield();
        InboundConnection? connection;
        using (var pending = _pending.Enter(socket))
            connection = await new InboundHandshake(context, socket).RunAsync(pending).ConfigureAwait(false);
        if (connection is null) return;

        var key = new Key(connection.Peer.Address, connection.Peer.Identity, connection.Peer.Lane);
        await AdmitAsync(key, connection).ConfigureAwait(false);
        try
        {
            // Trust may have been withdrawn while it was on its way in.
            connection.Recheck();
            onConnected(connection.Peer);
            await connection.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            _connections.TryRemove(new KeyValuePair<Key, InboundConnection>(key, connection));
            connection.Complete();
        }
    }

    /// <summary>
    /// A peer that dials again has given up its former connection, even if this side has not noticed. Its successor
    /// waits until the last message of the former was delivered, so that order per pair holds across a reconnect.
    /// </summary>
    private async Task AdmitAsync(Key key, InboundConnection connection)
    {
        while (!_connections.TryAdd(key, connection))
        {
            if (!_connections.TryGetValue(key, out var former)) continue;
            former.Abort();
            await former.Completion.ConfigureAwait(false);
        }

        if (context.Stop.IsCancellationRequested) connection.Abort();
    }

    private readonly record struct Key(Akka.Actor.Address Address, string Identity, Lane Lane);
}
