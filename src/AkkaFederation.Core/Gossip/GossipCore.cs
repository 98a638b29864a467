using AkkaFederation.Identity;

namespace AkkaFederation.Gossip;

/// <summary>
/// Spreads updates through a federation. Intuition: whoever hears something new passes it on to a few random peers in each
/// of its next few rounds, so that it is everywhere after about log N rounds at a cost for each node that does not depend
/// on N; what chance has left out is found by comparing version vectors with a few peers now and then.
/// </summary>
/// <remarks>
/// Demers et al., "Epidemic Algorithms for Replicated Database Maintenance" (PODC 1987): rumour mongering (section 1.4,
/// blind, counter) and anti-entropy (section 1.3, push-pull). Updates are named (origin, epoch, sequence) and signed by
/// their origin, so any peer may pass them on and none can change them. Deliberately left out: order between updates (a
/// subscriber gets them as they come; see <see cref="VectorClock"/>), membership (it is told, by
/// <see cref="GossipMembers"/>), and payloads on disk (peers have them).
/// <para>
/// Inputs come with the time; a step appends to <see cref="Effects"/>, which the caller carries out in order and clears.
/// Invariants: 1 to 3 of <see cref="UpdateStream"/>; (4) the log's size is counted and bounded; 5 and 6 of
/// <see cref="SpreadQueue"/>; (7) the alarm lies in the future; (8) every open comparison is with a peer of its round;
/// (9) this node's own updates are all in its log.
/// </para>
/// </remarks>
internal sealed partial class GossipCore
{
    private static readonly TimeSpan MaxEpochLead = TimeSpan.FromDays(1);
    private readonly GossipSelf _self;
    private readonly ISignatureVerifier _verifier;
    private readonly Random _random;
    private readonly GossipLog _log = new();
    private readonly SpreadQueue _queue = new();
    private readonly SlidingWindow _carried = new();
    private readonly List<GossipEffect> _effects = [];
    private readonly TimeSpan _startedAt;
    private GossipOptions _options;
    private GossipMembers _members;
    private TimeSpan _now;
    private TimeSpan? _alarm;
    private TimeSpan _nextRound;
    private TimeSpan _nextSync;
    private TimeSpan _nextHeartbeat;
    private TimeSpan? _gapDue;
    private bool _alarmSet;
    private bool _left;

    public GossipCore(GossipOptions options, GossipSelf self, ISignatureVerifier verifier, Random random, GossipMembers members, TimeSpan now)
    {
        _options = options;
        _self = self;
        _verifier = verifier;
        _random = random;
        _members = members;
        _now = _startedAt = now;
        _epoch = (ulong)Math.Max(1, self.StartedAt.ToUnixTimeMilliseconds());
        _nextRound = now + (options.FirstRound ?? (options.Interval * random.NextDouble()));
        _nextSync = now + (options.SyncInterval * random.NextDouble());
        _nextHeartbeat = now + (options.HeartbeatInterval * random.NextDouble());
        _earlyWait = EarlyWaitMin;
        ScheduleAlarm();
    }

    public GossipCounters Counters { get; } = new();

    public IReadOnlyList<GossipEffect> Effects => _effects;

    public GossipLog Log => _log;

    public GossipOptions Options => _options;

    public Did Self => _self.Id;

    public bool HasLeft => _left;

    /// <summary>Updates still being passed on.</summary>
    public int Waiting => _queue.Count;

    /// <summary>Part of what the rounds of the last minute could have carried that they did carry, 0 to 1.</summary>
    public double Utilisation(TimeSpan now)
    {
        var span = TimeSpan.FromSeconds(Math.Min(SlidingWindow.Seconds, Math.Max(1, (now - _startedAt).TotalSeconds)));
        return Math.Min(1, _carried.Sum(now) / (span / _options.Interval * _options.Fanout * _options.BatchSize));
    }

    public void ClearEffects() => _effects.Clear();

    public void Step(GossipInput input, TimeSpan now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(now, _now);
        _now = now;
        if (_left) return;
        if (_queue.Count == 0) NextRound();
        switch (input)
        {
            case GossipTick: _alarmSet = false; break;
            case GossipHeard heard: OnHeard(heard.From, heard.Message); break;
            case GossipPublish publish: OnPublish(publish); break;
            case GossipMembersChanged changed: OnMembers(changed.Members); break;
            case GossipSyncNow sync: OnSyncNow(sync.Peer); break;
            case GossipRoundOver over: OnRoundOver(over.Round); break;
            case GossipReconfigure reconfigure: OnReconfigure(reconfigure.Options); break;
            case GossipLeave: Leave(); return;
            default: throw new ArgumentException($"Not a gossip input: {input.GetType().Name}.", nameof(input));
        }

        RunDue();
        ScheduleAlarm();
    }

    /// <exception cref="InvalidOperationException">An invariant is broken: a bug of this program.</exception>
    public void CheckInvariants()
    {
        _log.CheckInvariants();
        _queue.CheckInvariants(_options.MaxQueue);
        Require(_alarm is null || _alarm > _now || _left, "7: the alarm lies ahead");
        Require(_sessions.Values.All(s => _rounds.TryGetValue(s.Round, out var open) && open.Contains(s.Id)), "8: every open comparison is of a round");
        Require(_sequence == 0 || _log.Find(Self)?.Find(_epoch)?.Seen.Through == _sequence, "9: the node's own updates are in its log");
    }

    private DateTimeOffset Wall => _self.StartedAt + (_now - _startedAt);

    private static void Require(bool holds, string invariant)
    {
        if (!holds) throw new InvalidOperationException($"Gossip invariant broken: {invariant}.");
    }

    private void RunDue()
    {
        if (_gapDue <= _now) CheckGap();
        if (!HasTargets) return;
        if (_queue.Count > 0 && _now >= _nextRound) RunGossipRound(GossipPriority.Low);
        if (_now >= _nextSync) RunSyncRound();
        if (_options.HeartbeatInterval > TimeSpan.Zero && _now >= _nextHeartbeat) SendHeartbeat();
    }

    private void ScheduleAlarm()
    {
        var next = _gapDue;
        if (HasTargets)
        {
            next = Earlier(next, _nextSync);
            if (_queue.Count > 0) next = Earlier(next, NextRound());
            if (_options.HeartbeatInterval > TimeSpan.Zero) next = Earlier(next, _nextHeartbeat);
        }

        // Never in the past, or a step could call for itself for ever.
        if (next is { } due && due <= _now) next = _now + TimeSpan.FromMilliseconds(1);
        if (_alarmSet && _alarm == next) return;
        (_alarm, _alarmSet) = (next, true);
        _effects.Add(new SetGossipAlarm(next));
    }

    // Rounds keep their own beat, whatever comes in between.
    private TimeSpan NextRound()
    {
        if (_nextRound > _now) return _nextRound;
        var missed = Math.Floor((_now - _nextRound) / _options.Interval) + 1;
        _nextRound += _options.Interval * missed;
        return _nextRound;
    }

    private void OnReconfigure(GossipOptions options)
    {
        _options = options;
        _nextRound = _now + (options.Interval * _random.NextDouble());
        _nextSync = Earlier(_nextSync, _now + options.SyncInterval);
        _nextHeartbeat = _now + (options.HeartbeatInterval * _random.NextDouble());
        foreach (var dropped in _queue.TrimTo(options.MaxQueue)) Counters.Drop(dropped);
    }

    private void Leave()
    {
        OnPublish(new GossipPublish(
            GossipKinds.Farewell, default, GossipKinds.PriorityOf(GossipKinds.Farewell), GossipKinds.HopLimitOf(GossipKinds.Farewell, _options.HopLimit)));

        // There are no later rounds for what has not been passed on yet.
        for (var i = 0; i < _options.SpreadRounds && _queue.Count > 0 && HasTargets; i++) RunGossipRound(GossipPriority.Low);
        _left = true;
        _queue.Clear();
        _effects.Add(new SetGossipAlarm(null));
    }

    private void Send(Did to, GossipMessage message)
    {
        CountSent(message);
        _effects.Add(new SendGossip(to, message));
    }

    private void CountSent(GossipMessage message)
    {
        Counters.Sent++;
        if (message is GossipSyncRequest) Counters.SyncRequestsSent++;
        else if (message is GossipSyncResponse) Counters.SyncResponsesSent++;
    }

    private void Refuse(GossipRefusal reason, Did from, string detail)
    {
        Counters.Refuse(reason);
        _effects.Add(new GossipWasRefused(reason, from, detail));
    }

    private static TimeSpan Earlier(TimeSpan? a, TimeSpan b) => a < b ? a.Value : b;
}
