using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace AkkaFederation.Engine.Remote;

/// <summary>The writing end of one authenticated lane.</summary>
internal sealed class DialledConnection(SslStream tls, string identity, long uid, X509Certificate2 certificate) : IAsyncDisposable
{
    private readonly CancellationTokenSource _close = new();
    private Task _watching = Task.CompletedTask;
    private int _closed;
    private int _withdrawn;

    public string Identity { get; } = identity;

    public long Uid { get; } = uid;

    /// <summary>What the listener showed. Not disposed of by hand: trust in it is looked at from other threads.</summary>
    public X509Certificate2 Certificate { get; } = certificate;

    public bool IsClosed => Volatile.Read(ref _closed) != 0;

    /// <summary>Nothing comes back on this connection, so a read that ends is how its loss is noticed while idle.</summary>
    public void WatchForClose(Action onClosed) => _watching = WatchAsync(onClosed);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) => tls.WriteAsync(bytes, _close.Token);

    /// <summary>Says that this was all, and waits until the other side has read it and hung up.</summary>
    public async Task FarewellAsync()
    {
        using var buffer = new WireBuffer(16);
        Hello.WriteFarewell(buffer);
        await tls.WriteAsync(buffer.Written, _close.Token).ConfigureAwait(false);
        await tls.ShutdownAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
    }

    /// <summary>True for the first who finds that the peer is trusted no more.</summary>
    public bool TryWithdraw() => Interlocked.Exchange(ref _withdrawn, 1) == 0;

    /// <summary>Breaks off whatever is under way; callable from any thread.</summary>
    public void Abort() => _close.Cancel();

    private async Task WatchAsync(Action onClosed)
    {
        var nothing = new byte[1];
        try
        {
            // Any byte here is against the protocol, and ends the connection as its end would.
            await tls.ReadExactlyAsync(nothing, _close.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Interlocked.Exchange(ref _closed, 1);
        }

        Interlocked.Exchange(ref _closed, 1);
        onClosed();
    }

    public async ValueTask DisposeAsync()
    {
        await _close.CancelAsync().ConfigureAwait(false);
        await tls.DisposeAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
    }
}
