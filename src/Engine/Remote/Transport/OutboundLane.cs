using Akka.Actor;

namespace AkkaFederation.Engine.Remote;

/// <summary>
/// One peer, one lane: a bounded queue, and the loop that connects when there is something to send.
/// Overflow: the newest message is refused, the caller makes it a dead letter. While the peer cannot be reached,
/// messages wait in the queue for at most <see cref="TransportSettings.KeepWhileUnreachable"/>; attempts go on with
/// backoff as long as anybody sends, and begin at once when the peer itself connects to us. There is no quarantine.
/// </summary>
internal sealed class OutboundLane : IOutboundLane
{
    private readonly TransportContext _context;
    private readonly TlsDialler _dialler;
    private readonly Address _peer;
    private readonly Lane _lane;
    private readonly OutboundQueue _queue;
    private readonly Backoff _backoff;
    private readonly ParkingSpot _work = new();
    private readonly ParkingSpot _gate = new();
    private readonly Action<OutboundLane> _retired;
    private DialledConnection? _connection;
    private long _downSince = -1;
    private long _closedGateUntil;
    private int _aborted;
    private int _idle;

    public OutboundLane(TransportContext context, TlsDialler dialler, Address peer, Lane lane, Action<OutboundLane> retired)
    {
        _retired = retired;
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

    public Address Peer => _peer;

    public Lane Lane => _lane;

    public bool IsClosed => _queue.IsClosed;

    public bool TrySend(object message, object? sender, object recipient)
    {
        if (!_queue.TryEnqueue(message, sender, recipient))
        {
            if (!_queue.IsClosed) _context.Counters.Overflowed();
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
        _queue.Close();
        _work.Wake();
        _gate.Wake();
    }

    public void Abort()
    {
        Interlocked.Exchange(ref _aborted, 1);
        BeginClose();
        Volatile.Read(ref _connection)?.Abort();
    }

    /// <summary>Ends the connection if trust in the peer has been withdrawn; the next attempt is judged anew.</summary>
    public void Recheck()
    {
        if (Volatile.Read(ref _connection) is not { IsClosed: false } open || _context.Withdrawn(open.Certificate, open.Identity) is not { } reason) return;
        if (!open.TryWithdraw()) return;
        _context.Refuse(reason, _peer.ToString(), _peer, inbound: false, $"{open.Identity} was connected and is trusted no more");
        open.Abort();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            await ParkUntilWorkOrIdleAsync().ConfigureAwait(false);
            if (IsClosed && (_queue.IsEmpty || _downSince >= 0 || Volatile.Read(ref _aborted) != 0)) break;
            var connection = await ConnectAsync().ConfigureAwait(false);
            if (connection is not null) await UseAsync(connection).ConfigureAwait(false);
        }

        DropQueued(LossReason.Closed, null);
        if (Volatile.Read(ref _idle) != 0) _retired(this);
    }

    /// <summary>Peers come and go, each at an address of its own: a lane that nobody uses must not stay for ever.</summary>
    private async ValueTask ParkUntilWorkOrIdleAsync()
    {
        using var timer = _context.Settings.Time.CreateTimer(static lane => ((OutboundLane)lane!).OnIdle(), this, _context.Settings.IdleLimit, Timeout.InfiniteTimeSpan);
        await ParkUntilWorkAsync(null).ConfigureAwait(false);
    }

    private void OnIdle()
    {
        if (!_queue.IsEmpty || IsClosed) return;
        Interlocked.Exchange(ref _idle, 1);
        BeginClose();
    }

    private async ValueTask ParkUntilWorkAsync(DialledConnection? connection)
    {
        _work.Announce();
        if (!_queue.IsEmpty || IsClosed || connection is { IsClosed: true }) await _work.StandDownAsync().ConfigureAwait(false);
        else await _work.ParkAsync().ConfigureAwait(false);
    }

    /// <summary>One attempt, after the gate has opened.</summary>
    private async Task<DialledConnection?> ConnectAsync()
    {
        await WaitAtGateAsync().ConfigureAwait(false);
        if (IsClosed && _downSince >= 0) return null;
        try
        {
            var connection = await _dialler.DialAsync(_peer, _lane).ConfigureAwait(false);
            _downSince = -1;
            return connection;
        }
        catch (Exception error)
        {
            if (!IsClosed) _context.Events.DialFailed(_peer, _lane, error);
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
            if (until <= now || IsClosed) return;
            _gate.Announce();
            using var timer = time.CreateTimer(static gate => ((ParkingSpot)gate!).Wake(), _gate, time.GetElapsedTime(now, until), Timeout.InfiniteTimeSpan);
            if (Interlocked.Read(ref _closedGateUntil) == 0 || IsClosed) await _gate.StandDownAsync().ConfigureAwait(false);
            else await _gate.ParkAsync().ConfigureAwait(false);
        }
    }

    private async Task UseAsync(DialledConnection connection)
    {
        Volatile.Write(ref _connection, connection);
        if (Volatile.Read(ref _aborted) != 0) connection.Abort();
        connection.WatchForClose(_work.Wake);
        Recheck();
        _context.Counters.Opened(inbound: false);
        _context.Events.Connected(_peer, connection.Identity, connection.Uid, _lane, inbound: false);
        var since = _context.Settings.Time.GetTimestamp();
        try
        {
            await new OutboundPump(_context, _queue, connection).RunAsync(ParkUntilWorkAsync).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            _context.Events.DialFailed(_peer, _lane, error);
        }
        finally
        {
            Volatile.Write(ref _connection, null);
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

    private void DropQueued(LossReason reason, Exception? cause)
    {
        while (_queue.TryDequeue(out var message, out var sender, out var recipient))
            _context.Lose(message, sender, recipient, reason, cause);
    }
}
