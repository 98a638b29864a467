using Akka.Actor;

namespace AkkaFederation.Engine.Remote;

/// <summary>
/// One peer, one lane: a bounded queue and the loop that connects, serializes, frames and writes. Many messages share a
/// frame and a write; a write happens as soon as the queue runs dry or a batch is full, never on a timer.
/// Overflow: the newest message is refused, the caller makes it a dead letter. While the peer cannot be reached,
/// messages wait in the queue for at most <see cref="TransportSettings.KeepWhileUnreachable"/>; attempts go on with
/// backoff as long as anybody sends, and begin at once when the peer itself connects to us. There is no quarantine.
/// </summary>
internal sealed class OutboundLane : IOutboundLane
{
    private const int BatchBytes = 32 * 1024;

    private readonly TransportContext _context;
    private readonly TlsDialler _dialler;
    private readonly Address _peer;
    private readonly Lane _lane;
    private readonly OutboundQueue _queue;
    private readonly Backoff _backoff;
    private readonly ParkingSpot _work = new();
    private readonly ParkingSpot _gate = new();
    private readonly WireBuffer _buffer = new(BatchBytes + 4096);
    private DialledConnection? _connection;
    private long _downSince = -1;
    private long _closedGateUntil;
    private int _closing;
    private int _aborted;

    public OutboundLane(TransportContext context, TlsDialler dialler, Address peer, Lane lane)
    {
        _context = context;
        _dialler = dialler;
        _peer = peer;
        _lane = lane;
        var settings = context.Settings;
        _queue = new OutboundQueue(lane == Lane.Control ? settings.ControlQueue : settings.BulkQueue);
        _backoff = new Backoff(settings.BackoffFirst, settings.BackoffLimit, settings.Jitter);
        Completion = Task.Run(RunAsync);
    }

    public Task Completion { get; }

    private bool IsClosing => Volatile.Read(ref _closing) != 0;

    public bool TrySend(object message, object? sender, object recipient)
    {
        if (IsClosing) return false;
        if (!_queue.TryEnqueue(message, sender, recipient))
        {
            _context.Counters.Overflowed();
            return false;
        }

        _work.Wake();
        return true;
    }

    /// <summary>The peer has just proven to be up: do not wait out the backoff.</summary>
    public void OpenGate()
    {
        Interlocked.Exchange(ref _closedGateUntil, 0);
        _gate.Wake();
    }

    /// <summary>Takes nothing more; what is queued on a live connection is still written.</summary>
    public void BeginClose()
    {
        Interlocked.Exchange(ref _closing, 1);
        _work.Wake();
        _gate.Wake();
    }

    public void Abort()
    {
        Interlocked.Exchange(ref _aborted, 1);
        BeginClose();
        Volatile.Read(ref _connection)?.Abort();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            await ParkUntilWorkAsync(null).ConfigureAwait(false);
            if (IsClosing && (_queue.IsEmpty || _downSince >= 0 || Volatile.Read(ref _aborted) != 0)) break;
            var connection = await ConnectAsync().ConfigureAwait(false);
            if (connection is not null) await UseAsync(connection).ConfigureAwait(false);
        }

        DropQueued(LossReason.Closed, null);
        _buffer.Dispose();
    }

    private async ValueTask ParkUntilWorkAsync(DialledConnection? connection)
    {
        _work.Announce();
        if (!_queue.IsEmpty || IsClosing || connection is { IsClosed: true }) await _work.StandDownAsync().ConfigureAwait(false);
        else await _work.ParkAsync().ConfigureAwait(false);
    }

    /// <summary>One attempt, after the gate has opened.</summary>
    private async Task<DialledConnection?> ConnectAsync()
    {
        await WaitAtGateAsync().ConfigureAwait(false);
        if (IsClosing && _downSince >= 0) return null;
        try
        {
            var connection = await _dialler.DialAsync(_peer, _lane).ConfigureAwait(false);
            _downSince = -1;
            return connection;
        }
        catch (Exception error)
        {
            if (!IsClosing) _context.Events.DialFailed(_peer, _lane, error);
            NoteFailure(error);
            return null;
        }
    }

    private void NoteFailure(Exception error)
    {
        var time = _context.Settings.Time;
        var now = time.GetTimestamp();
        if (_downSince < 0) _downSince = now;
        CloseGate();
        if (time.GetElapsedTime(_downSince, now) >= _context.Settings.KeepWhileUnreachable) DropQueued(LossReason.Unreachable, error);
    }

    private void CloseGate()
    {
        var time = _context.Settings.Time;
        var wait = (long)(_backoff.Next().TotalSeconds * time.TimestampFrequency);
        Interlocked.Exchange(ref _closedGateUntil, time.GetTimestamp() + wait);
    }

    private async Task WaitAtGateAsync()
    {
        var time = _context.Settings.Time;
        while (true)
        {
            var now = time.GetTimestamp();
            var until = Interlocked.Read(ref _closedGateUntil);
            if (until <= now || IsClosing) return;
            _gate.Announce();
            using var timer = time.CreateTimer(static gate => ((ParkingSpot)gate!).Wake(), _gate, time.GetElapsedTime(now, until), Timeout.InfiniteTimeSpan);
            if (Interlocked.Read(ref _closedGateUntil) == 0 || IsClosing) await _gate.StandDownAsync().ConfigureAwait(false);
            else await _gate.ParkAsync().ConfigureAwait(false);
        }
    }

    private async Task UseAsync(DialledConnection connection)
    {
        Volatile.Write(ref _connection, connection);
        if (Volatile.Read(ref _aborted) != 0) connection.Abort();
        connection.WatchForClose(_work.Wake);
        _context.Counters.Opened(inbound: false);
        _context.Events.Connected(_peer, connection.Identity, connection.Uid, _lane, inbound: false);
        var since = _context.Settings.Time.GetTimestamp();
        try
        {
            await PumpAsync(connection).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // What was in this batch is lost, as at-most-once delivery allows; the next connection starts afresh.
            _context.Events.DialFailed(_peer, _lane, error);
        }
        finally
        {
            Volatile.Write(ref _connection, null);
            _buffer.Clear();
            await connection.DisposeAsync().ConfigureAwait(false);
            NoteEnd(since);
            _context.Events.Disconnected(_peer, _lane, inbound: false);
        }
    }

    /// <summary>A peer that lets us in and drops us at once is retried with growing pauses, like one that is down.</summary>
    private void NoteEnd(long since)
    {
        if (_context.Settings.Time.GetElapsedTime(since) >= _context.Settings.BackoffLimit) _backoff.Reset();
        CloseGate();
    }

    private async Task PumpAsync(DialledConnection connection)
    {
        var encoder = new MessageEncoder(_buffer, _context.Settings.MaximumFrame);
        while (!connection.IsClosed)
        {
            var messages = Fill(encoder);
            if (_buffer.Length > 0)
            {
                await connection.WriteAsync(_buffer.Written).ConfigureAwait(false);
                _context.Counters.Sent(messages, _buffer.Length);
                _buffer.Clear();
                _buffer.Shrink(BatchBytes + 4096);
                if (!_queue.IsEmpty) await Task.Yield();
            }
            else if (IsClosing)
            {
                await connection.FarewellAsync().ConfigureAwait(false);
                return;
            }
            else
            {
                await ParkUntilWorkAsync(connection).ConfigureAwait(false);
            }
        }
    }

    private int Fill(MessageEncoder encoder)
    {
        var messages = 0;
        while (_buffer.Length < BatchBytes && _queue.TryDequeue(out var message, out var sender, out var recipient))
            if (Append(encoder, message, sender, recipient)) messages++;
        encoder.CloseFrame();
        return messages;
    }

    private bool Append(MessageEncoder encoder, object message, object? sender, object recipient)
    {
        try
        {
            if (encoder.TryAppend(_context.Events, _context.Events.Serialize(message), recipient, sender)) return true;
            _context.Lose(message, sender, recipient, LossReason.TooLong, null);
        }
        catch (Exception error)
        {
            // A user's serializer may throw anything; that costs this message, and neither the batch nor the connection.
            _context.Lose(message, sender, recipient, LossReason.NotSerializable, error);
        }

        return false;
    }

    private void DropQueued(LossReason reason, Exception? cause)
    {
        while (_queue.TryDequeue(out var message, out var sender, out var recipient))
            _context.Lose(message, sender, recipient, reason, cause);
    }
}
