namespace AkkaFederation.Engine.Remote;

/// <summary>
/// Sending end of acknowledged, ordered delivery over a lane that may break: what was not acknowledged is sent again
/// (go-back-n). A stream begins anew when the peer's system does, and its number tells the two apart. Pure.
///
/// Invariants: (1) numbers of a stream are 1, 2, 3 …; (2) the unacknowledged ones are a suffix of those sent.
/// </summary>
internal sealed class OutboundStream(int limit)
{
    private readonly Queue<NumberedCommand> _unacknowledged = new();
    private long _stream = 1;
    private long _last;
    private TimeSpan _oldestSince;
    private TimeSpan _sentAt;

    public IReadOnlyCollection<NumberedCommand> Unacknowledged => _unacknowledged;

    /// <summary>Null if too many are waiting already: the peer is then lost.</summary>
    public NumberedCommand? Send(PeerCommand command, TimeSpan now)
    {
        if (_unacknowledged.Count >= limit) return null;
        if (_unacknowledged.Count == 0) _oldestSince = now;
        var numbered = new NumberedCommand(_stream, ++_last, command);
        _unacknowledged.Enqueue(numbered);
        _sentAt = now;
        return numbered;
    }

    public void Acknowledge(Acknowledgement ack, TimeSpan now)
    {
        if (ack.Stream != _stream) return;
        while (_unacknowledged.TryPeek(out var oldest) && oldest.Number <= ack.Number)
        {
            _unacknowledged.Dequeue();
            _oldestSince = now;
        }
    }

    /// <summary>Whether the unacknowledged ones are due again.</summary>
    public bool IsDue(TimeSpan now, TimeSpan interval) => _unacknowledged.Count > 0 && now - _sentAt >= interval;

    public void Resent(TimeSpan now) => _sentAt = now;

    public bool IsOverdue(TimeSpan now, TimeSpan limit) => _unacknowledged.Count > 0 && now - _oldestSince >= limit;

    /// <summary>The peer of these commands is no more.</summary>
    public void Restart()
    {
        _unacknowledged.Clear();
        _stream++;
        _last = 0;
    }
}

/// <summary>Receiving end: hands each command on once and in order. Pure.</summary>
internal sealed class InboundStream
{
    private long _stream;
    private long _last;

    public bool TryAccept(NumberedCommand command)
    {
        if (command.Stream > _stream)
        {
            _stream = command.Stream;
            _last = 0;
        }

        if (command.Stream != _stream || command.Number != _last + 1) return false;
        _last++;
        return true;
    }

    public Acknowledgement Acknowledgement => new(_stream, _last);
}
