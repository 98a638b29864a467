using Akka.Actor;
using Akka.Dispatch;
using AkkaFederation.Engine.Remote;

namespace AkkaFederation.Engine.Simulation;

/// <summary>
/// One ordered connection from a process to a peer, with the queue before it and the wire behind it. Limits and times
/// are those of the TLS transport, so that what is lost and kept is the same.
/// </summary>
internal sealed class SimulatedLane(SimulatedNetwork network, SimulatedTransport from, Address peer, Lane lane, Random random) : IOutboundLane
{
    private const int Window = 1024;
    private static readonly TransportSettings Limits = new() { SystemName = "", Uid = 0, Hostname = "" };
    private readonly Queue<Letter> _queue = new();
    private readonly Queue<Frame> _wire = new();
    private readonly Dictionary<object, LanePath> _paths = new(ReferenceEqualityComparer.Instance);
    private SimulatedTransport? _to;
    private State _state;
    private InboundPeer? _self;
    private SimulatedLink? _link;
    private TimeSpan _lastArrival;
    private TimeSpan _downSince = TimeSpan.MinValue;
    private TimeSpan _backoff;
    private int _attempt;
    private int _connection;
    private bool _stalled;
    private bool _greeted;
    private Arrival? _arrival;

    private enum State
    {
        Idle,
        Dialling,
        Waiting,
        Open,
        Breaking,
    }

    public Address Peer => peer;

    /// <summary>Name of the process at the other end; empty without a connection.</summary>
    public string PeerProcess => _to?.Process.Name ?? "";

    public bool IsClosed => from.IsClosed;

    private SimulationLoop Loop => network.Loop;

    public bool IsTo(SimulatedTransport transport) => ReferenceEquals(_to, transport);

    public bool TrySend(object message, object? sender, object recipient)
    {
        if (IsClosed || _queue.Count >= (lane == Lane.Control ? Limits.ControlQueue : Limits.BulkQueue)) return false;
        _queue.Enqueue(new Letter(message, sender, recipient));
        if (_state == State.Open) Pump();
        else if (_state == State.Idle) Dial();
        return true;
    }

    public void TryNow()
    {
        if (_state == State.Waiting) Dial();
    }

    /// <summary>Writes out what is queued, past the window: the transport is about to close.</summary>
    public void Flush()
    {
        while (_state == State.Open && _queue.TryDequeue(out var letter)) Write(letter);
    }

    /// <summary>The connection is lost with what is under way; its ends learn of it after a while.</summary>
    public void Break(TimeSpan after)
    {
        if (_state != State.Open) return;
        _state = State.Breaking;
        var to = _to!;
        _to = null;
        _connection++;
        _wire.Clear();
        _stalled = false;
        _paths.Clear();
        if (_greeted && !to.Process.IsDead) to.Process.After(after, () => to.Events.Disconnected(from.Address, lane, inbound: true));
        from.Process.After(after, () =>
        {
            from.Events.Disconnected(peer, lane, inbound: false);
            Retry();
        });
    }

    /// <summary>The link lets messages through again.</summary>
    public void Unstalled()
    {
        if (!_stalled) return;
        _stalled = false;
        if (_to is { } to) Await(to, Loop.Now + _link!.NextDelay());
    }

    private void Dial()
    {
        _state = State.Dialling;
        var attempt = ++_attempt;
        var known = network.At(peer);
        var roundTrip = known is null
            ? TimeSpan.FromMilliseconds(1)
            : network.Link(from.Process.Name, known.Process.Name).NextDelay() + network.Link(known.Process.Name, from.Process.Name).NextDelay();
        from.Process.After(roundTrip, () =>
        {
            if (attempt == _attempt) Dialled();
        });
    }

    private void Dialled()
    {
        var to = network.At(peer);
        if (to is null || to.Process.IsPaused || network.Link(from.Process.Name, to.Process.Name).Blocked || network.Link(to.Process.Name, from.Process.Name).Blocked)
        {
            Fail();
            return;
        }

        _state = State.Open;
        _to = to;
        _downSince = TimeSpan.MinValue;
        _backoff = TimeSpan.Zero;
        _link = network.Link(from.Process.Name, to.Process.Name);
        _lastArrival = Loop.Now;
        _self = new InboundPeer(from.Address, from.Identity, from.Process.Uid, lane);
        Loop.Trace.Note(Loop.Now, from.Process.Name, "connected to " + to.Process.Name, (long)lane);
        from.Events.Connected(peer, to.Identity, to.Process.Uid, lane, inbound: false);
        _greeted = false;
        var connection = _connection;
        to.Process.Post(() =>
        {
            if (connection == _connection) Greet(to);
        });
        Pump();
    }

    private void Fail()
    {
        var error = new IOException($"{peer} cannot be reached.");
        from.Events.DialFailed(peer, lane, error);
        if (_downSince == TimeSpan.MinValue) _downSince = Loop.Now;
        if (Loop.Now - _downSince >= Limits.KeepWhileUnreachable)
        {
            while (_queue.TryDequeue(out var letter))
                from.Events.Undeliverable(letter.Message, letter.Sender, letter.Recipient, LossReason.Unreachable, error);
        }

        Retry();
    }

    // After a wait that doubles; without anything to send, at the next message.
    private void Retry()
    {
        var wait = _backoff == TimeSpan.Zero ? Limits.BackoffFirst : _backoff * 2;
        _backoff = wait < Limits.BackoffLimit ? wait : Limits.BackoffLimit;
        _state = State.Waiting;
        var attempt = ++_attempt;
        from.Process.After(_backoff * (0.5 + (random.NextDouble() / 2)), () =>
        {
            if (attempt != _attempt || _state != State.Waiting) return;
            if (_queue.Count > 0) Dial();
            else _state = State.Idle;
        });
    }

    private void Pump()
    {
        while (_wire.Count < Window && _queue.TryDequeue(out var letter)) Write(letter);
    }

    private void Write(Letter letter)
    {
        SerializedPayload payload;
        try
        {
            payload = from.Events.Serialize(letter.Message);
        }
        catch (Exception e)
        {
            from.Events.Undeliverable(letter.Message, letter.Sender, letter.Recipient, LossReason.NotSerializable, e);
            return;
        }

        var arrival = Loop.Now + _link!.NextDelay();
        if (arrival < _lastArrival) arrival = _lastArrival;
        _lastArrival = arrival += _link.Occupied(payload.Bytes.Length);
        var recipient = Path(letter.Recipient, sender: false);
        var sender = letter.Sender is null ? null : Path(letter.Sender, sender: true);
        var frame = new Frame(arrival, recipient.Wire, sender?.Wire, payload);
        network.Written?.Invoke(recipient.Wire.Text, payload.Bytes.Length);
        if (!_link.Weather.IsFair && recipient.IsDatagramRoom && sender is null or { IsDatagramRoom: true }) WriteDatagram(frame);
        else Line(frame);
    }

    private void Line(in Frame frame)
    {
        _wire.Enqueue(frame);
        if (_wire.Count == 1) Await(_to!, frame.Arrival);
    }

    private void WriteDatagram(in Frame frame)
    {
        if (_link!.NextIsLost())
        {
            Loop.Trace.Note(Loop.Now, from.Process.Name, "lost to " + PeerProcess, frame.Payload.Bytes.Length);
            return;
        }

        if (_link.NextIsReordered()) Stray(frame);
        else Line(frame);
        if (_link.NextIsDoubled()) Stray(frame);
    }

    // Past those that were written before it, or after those that were written later. A link that is blocked loses it.
    private void Stray(in Frame frame)
    {
        var (to, connection, stray) = (_to!, _connection, frame);
        to.Process.At(frame.Arrival + _link!.NextDetour(), () =>
        {
            if (connection == _connection && !_link.Blocked) Deliver(to, stray);
        });
    }

    // Interned for the connection, as the frames of the real transport do it.
    private LanePath Path(object actor, bool sender)
    {
        if (_paths.TryGetValue(actor, out var path)) return path;
        if (_paths.Count >= 4096) _paths.Clear();
        var text = sender ? from.Events.SenderPath(actor) : from.Events.RecipientPath(actor);
        return _paths[actor] = new LanePath(new WirePath(text), network.IsDatagramRoom(text));
    }

    private void Await(SimulatedTransport to, TimeSpan arrival)
    {
        // One for the connection: a world has little else to do than to wait for messages.
        if (_arrival is null || _arrival.Connection != _connection) _arrival = new Arrival(this, to, _connection);
        Loop.At(arrival, to.Process, _arrival);
    }

    private void Arrive(SimulatedTransport to)
    {
        if (_link!.Blocked)
        {
            Stall();
            return;
        }

        Greet(to);
        while (_wire.TryPeek(out var frame) && frame.Arrival <= Loop.Now)
        {
            _wire.Dequeue();
            if (!Deliver(to, frame)) return;
        }

        if (_wire.TryPeek(out var next)) Await(to, next.Arrival);
        if (_queue.Count > 0 && !from.Process.IsDead) from.Process.Post(() =>
        {
            if (_state == State.Open) Pump();
        });
    }

    // The other end learns of the connection before it gets anything by it.
    private void Greet(SimulatedTransport to)
    {
        if (_greeted) return;
        _greeted = true;
        to.Events.Connected(from.Address, from.Identity, from.Process.Uid, lane, inbound: true);
        to.PeerIsUp(from.Address);
    }

    // False if the connection is gone afterwards.
    private bool Deliver(SimulatedTransport to, in Frame frame)
    {
        Greet(to);
        var connection = _connection;
        var (id, manifest, bytes) = frame.Payload;
        Loop.Trace.Delivery(Loop.Now.Ticks, from.Process.Name, to.Process.Name, frame.Recipient.Text, manifest, bytes);
        var refusal = to.Events.Deliver(_self!, frame.Recipient, frame.Sender, id, manifest, bytes);
        if (connection != _connection) return false;
        if (refusal is null) return true;
        to.Events.Refused(refusal, from.Process.Name, from.Address, inbound: true, "");
        Break(TimeSpan.Zero);
        return false;
    }

    private void Stall()
    {
        _stalled = true;
        _link!.Stall(this);
        var connection = _connection;
        from.Process.After(Limits.UnacknowledgedLimit, () =>
        {
            if (connection == _connection && _stalled) Break(TimeSpan.Zero);
        });
    }

    private readonly record struct Letter(object Message, object? Sender, object Recipient);

    private sealed class Arrival(SimulatedLane lane, SimulatedTransport to, int connection) : IRunnable
    {
        public int Connection => connection;

        public void Run()
        {
            if (connection == lane._connection) lane.Arrive(to);
        }
    }

    private sealed record LanePath(WirePath Wire, bool IsDatagramRoom);

    private readonly record struct Frame(TimeSpan Arrival, WirePath Recipient, WirePath? Sender, SerializedPayload Payload);
}
