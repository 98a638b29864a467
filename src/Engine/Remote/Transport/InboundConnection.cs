using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace AkkaFederation.Engine.Remote;

/// <summary>
/// The reading end of one authenticated lane. Frames are decoded and delivered in order on this loop; the first
/// violation of the format ends the connection, is counted, and touches nothing else.
/// </summary>
internal sealed class InboundConnection(
    TransportContext context, SslStream tls, FrameReader reader, InboundPeer peer, X509Certificate2 certificate, string endpoint)
{
    /// <summary>Frames handled before other work of the thread pool gets its turn.</summary>
    private const int FramesPerTurn = 16;

    private const int ReadBytes = 64 * 1024;

    private readonly CancellationTokenSource _abort = CancellationTokenSource.CreateLinkedTokenSource(context.Stop.Token);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MessageDecoder _decoder = new(context.Events, peer);
    private int _withdrawn;

    public InboundPeer Peer { get; } = peer;

    /// <summary>Completes when no message of this connection can be delivered any more.</summary>
    public Task Completion => _completed.Task;

    public void Abort()
    {
        try
        {
            _abort.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself meanwhile, which is what was wanted.
            return;
        }
    }

    /// <summary>Ends the connection if trust in its peer has been withdrawn; callable from any thread.</summary>
    public void Recheck()
    {
        if (_completed.Task.IsCompleted || context.Withdrawn(certificate, Peer.Identity) is not { } reason) return;
        if (Interlocked.Exchange(ref _withdrawn, 1) != 0) return;
        context.Refuse(reason, endpoint, Peer.Address, inbound: true, $"{Peer.Identity} was connected and is trusted no more");
        Abort();
    }

    public async Task RunAsync()
    {
        context.Counters.Opened(inbound: true);
        context.Events.Connected(Peer.Address, Peer.Identity, Peer.Uid, Peer.Lane, inbound: true);
        try
        {
            reader.MaximumFrame = context.Settings.MaximumFrame;
            reader.Capacity = ReadBytes;
            var (reason, detail) = await ReadAllAsync().ConfigureAwait(false);
            if (reason is not null && !_abort.IsCancellationRequested)
                context.Refuse(reason, endpoint, Peer.Address, inbound: true, detail);
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side is gone, or this side was told to stop; Disconnected says so to the layer above.
            return;
        }
        catch (Exception error)
        {
            context.Refuse(RefusalReasons.InternalError, endpoint, Peer.Address, inbound: true, error.ToString());
        }
        finally
        {
            reader.Dispose();
            await tls.DisposeAsync().ConfigureAwait(false);
            _abort.Dispose();
        }
    }

    /// <summary>Called once the connection is no longer registered; a successor may begin to read.</summary>
    public void Complete()
    {
        _completed.TrySetResult();
        context.Events.Disconnected(Peer.Address, Peer.Lane, inbound: true);
    }

    private async Task<(string? Reason, string Detail)> ReadAllAsync()
    {
        var cancel = _abort.Token;
        for (var frames = 1; ; frames++)
        {
            var before = (Bytes: reader.BytesRead, _decoder.Delivered);
            var status = await reader.ReadAsync(cancel).ConfigureAwait(false);
            if (status != FrameStatus.Frame) return Explain(status);
            if (reader.Type == FrameFormat.Farewell) return (null, "");
            if (reader.Type != FrameFormat.Messages) return (RefusalReasons.BadFrame, $"unexpected frame type {reader.Type}");
            if (_decoder.Decode(reader.Body) is { } reason) return (reason, "");
            context.Counters.Received(_decoder.Delivered - before.Delivered, reader.BytesRead - before.Bytes);
            if (frames % FramesPerTurn == 0) await Task.Yield();
        }
    }

    private (string? Reason, string Detail) Explain(FrameStatus status) => status switch
    {
        FrameStatus.EndOfStream => (null, ""),
        FrameStatus.Cut => (RefusalReasons.CutFrame, "the stream ended inside a frame"),
        FrameStatus.TooLong => (RefusalReasons.FrameTooLong,
            $"frame of {reader.AnnouncedLength} bytes announced, limit {context.Settings.MaximumFrame}"),
        _ => (RefusalReasons.BadFrame, "empty frame"),
    };
}
