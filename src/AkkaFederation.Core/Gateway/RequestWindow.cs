namespace AkkaFederation.Gateway;

/// <summary>
/// The way out to one peer: so many requests under way, so many waiting behind them, every one of them with a deadline
/// that counts from the call, waiting included. A peer that answers slowly fills its own window and nobody else's. Left
/// out on purpose: retries. A message that was sent may have been handled, so sending it again is the caller's decision.
/// </summary>
/// <remarks>
/// Pure: <see cref="Step"/> changes state and appends to <see cref="Effects"/>; time is monotonic and an argument.
/// Invariants: (1) no more are in flight than allowed; (2) no more wait than allowed, in number and bytes; (3) nothing
/// waits while there is room in flight; (4) each request is either waiting or in flight and has exactly one deadline;
/// (5) an alarm is set, no later than the earliest deadline, while there is any.
/// </remarks>
internal sealed class RequestWindow
{
    private readonly RequestWindowOptions _options;
    private readonly Dictionary<ulong, Request> _requests = [];
    private readonly SortedSet<ulong> _waiting = [];
    private readonly SortedSet<(TimeSpan At, ulong Id)> _deadlines = [];
    private readonly List<RequestWindowEffect> _effects = [];
    private long _waitingBytes;
    private TimeSpan? _alarm;

    public RequestWindow(RequestWindowOptions options) => _options = options;

    public IReadOnlyList<RequestWindowEffect> Effects => _effects;

    public int InFlight => _requests.Count - _waiting.Count;

    public int Waiting => _waiting.Count;

    /// <summary>Answers that nobody waited for any more.</summary>
    public long Late { get; private set; }

    public void ClearEffects() => _effects.Clear();

    public void Step(RequestWindowInput input, TimeSpan now)
    {
        switch (input)
        {
            case RequestMade made: OnMade(made, now); break;
            case RequestAnswered answered: OnAnswered(answered.Id, now); break;
            case RequestGivenUp gone: Remove(gone.Id); break;
            case PeerLost lost: OnLost(lost.Why); break;
            case RequestAlarm: _alarm = null; break;
            default: throw new ArgumentException($"Not an input of a request window: {input.GetType().Name}.", nameof(input));
        }

        Expire(now);
        Advance();
        SetAlarm();
    }

    public void CheckInvariants()
    {
        Require(InFlight <= _options.MaxInFlight, "request window 1: too many in flight");
        Require(_waiting.Count <= _options.MaxQueued && _waitingBytes <= _options.MaxQueuedBytes, "request window 2: too many wait");
        Require(_waiting.Count == 0 || InFlight == _options.MaxInFlight, "request window 3: one waits though there is room");
        Require(_deadlines.Count == _requests.Count && _waiting.All(_requests.ContainsKey), "request window 4: requests and deadlines differ");
        Require(_requests.All(r => _deadlines.Contains((r.Value.Deadline, r.Key))), "request window 4: a request without its deadline");
        Require(_waiting.Sum(id => (long)_requests[id].Bytes) == _waitingBytes, "request window 4: waiting bytes are miscounted");
        Require(_deadlines.Count == 0 || _alarm <= _deadlines.Min.At, "request window 5: no alarm before a deadline");
    }

    private void OnMade(RequestMade made, TimeSpan now)
    {
        if (_requests.ContainsKey(made.Id)) throw new ArgumentException($"Request {made.Id} was made before.", nameof(made));
        if (made.Deadline <= now)
        {
            _effects.Add(new Fail(made.Id, GatewayError.Timeout));
            return;
        }

        var waits = InFlight >= _options.MaxInFlight;
        if (waits && (_waiting.Count >= _options.MaxQueued || _waitingBytes + made.Bytes > _options.MaxQueuedBytes))
        {
            _effects.Add(new Fail(made.Id, GatewayError.QueueFull));
            return;
        }

        _requests.Add(made.Id, new Request(made.Bytes, made.Deadline));
        _deadlines.Add((made.Deadline, made.Id));
        if (!waits)
        {
            _effects.Add(new Transmit(made.Id));
            return;
        }

        _waiting.Add(made.Id);
        _waitingBytes += made.Bytes;
    }

    // What is still waiting was never sent: an answer to it is an invention, and no better than a late one.
    private void OnAnswered(ulong id, TimeSpan now)
    {
        if (_waiting.Contains(id) || !_requests.TryGetValue(id, out var request) || request.Deadline <= now)
        {
            Late++;
            return;
        }

        Remove(id);
        _effects.Add(new Deliver(id));
    }

    private void OnLost(GatewayError why)
    {
        foreach (var id in _requests.Keys.Order().ToArray())
        {
            Remove(id);
            _effects.Add(new Fail(id, why));
        }
    }

    private void Expire(TimeSpan now)
    {
        while (_deadlines.Count > 0 && _deadlines.Min is var (at, id) && at <= now)
        {
            Remove(id);
            _effects.Add(new Fail(id, GatewayError.Timeout));
        }
    }

    private void Advance()
    {
        while (_waiting.Count > 0 && InFlight < _options.MaxInFlight)
        {
            var id = _waiting.Min;
            StopWaiting(id);
            _effects.Add(new Transmit(id));
        }
    }

    // An alarm that comes too early does no harm, so most answers need not move it.
    private void SetAlarm()
    {
        if (_deadlines.Count == 0 || _alarm <= _deadlines.Min.At) return;
        _alarm = _deadlines.Min.At;
        _effects.Add(new SetRequestAlarm(_alarm.Value));
    }

    private void Remove(ulong id)
    {
        if (!_requests.TryGetValue(id, out var request)) return;
        StopWaiting(id);
        _requests.Remove(id);
        _deadlines.Remove((request.Deadline, id));
    }

    private void StopWaiting(ulong id)
    {
        if (_waiting.Remove(id)) _waitingBytes -= _requests[id].Bytes;
    }

    private static void Require(bool holds, string invariant)
    {
        if (!holds) throw new InvalidOperationException($"Broken invariant: {invariant}.");
    }

    private readonly record struct Request(int Bytes, TimeSpan Deadline);
}
