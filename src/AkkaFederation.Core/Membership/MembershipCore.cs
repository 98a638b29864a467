using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>
/// Who is in the federation, and who of them lives. The intuition: ask one random peer per interval; if it stays silent
/// let three others ask; sign what you suspect and tell it in passing, so that the suspect can answer "I live" with a
/// higher number before anybody acts on it. SWIM: Das, Gupta, Motivala, "SWIM: Scalable Weakly-consistent
/// Infection-style Process Group Membership Protocol" (DSN 2002), sections 3 (probes), 4.1 (dissemination in passing),
/// 4.2 (suspicion, incarnations) and 4.3 (round-robin). Beyond the paper: every statement is signed by its asserter,
/// statements form a CRDT, and a status is a local function of table, own probes and time (<see cref="StatusRules"/>).
/// Lifeguard: Dadgar, Phillips, Currey, "Lifeguard: Local Health Awareness for More Accurate Failure Detection" (DSN
/// 2018), sections IV.A (<see cref="LocalHealth"/>), IV.B (<see cref="SuspicionTimeouts"/>) and IV.C (a suspect is told
/// first). Left out: the general gossip of updates, which is a room of its own.
/// </summary>
/// <remarks>
/// Pure: <see cref="Step"/> changes state and appends to <see cref="Effects"/>, which the caller carries out in order
/// and clears. One thread at a time; time is monotonic and an argument.
/// Invariants: (1) peers and table hold the same subjects, this node's own entry beside them; (2) this node is never
/// its own peer and its table entry carries its incarnation; (3) an evicted peer is never probed in the ring, a live one
/// always is; (4) a probe's target is known; (5) failures, RTT and reliability lie in their ranges; (6) who left is evicted;
/// (7) every alarm lies in the future of the step that set it; (8) the newest incarnation of each peer has been noted;
/// (9) the living and the evicted are counted.
/// </remarks>
internal sealed partial class MembershipCore
{
    private const int MaxRelays = 256;
    private const int MaxRumours = 4096;

    private readonly MembershipOptions _options;
    private readonly ISignatureVerifier _verifier;
    private readonly Random _random;
    private readonly SelfState _self;
    private readonly AssertionTable _table = new();
    private readonly Dictionary<Did, PeerState> _peers = [];
    private readonly List<PeerState> _order = [];
    private readonly ProbeSchedule _ring;
    private readonly ProbeBook _book = new(MaxRelays);
    private readonly RumourQueue _rumours = new(MaxRumours);
    private readonly LocalHealth _health;
    private readonly HashSet<Did> _revoked = [];
    private readonly HashSet<Did> _accused = [];
    private readonly Forgeries _forgeries = new();
    private readonly PeerTag _ownTag;
    private readonly List<MembershipEffect> _effects = [];
    private TimeSpan _now;
    private TimeSpan? _alarm;
    private TimeSpan _nextProbe;
    private TimeSpan _nextReprobe;
    private TimeSpan _nextSync;
    private TimeSpan _nextGossip;
    private TimeSpan _nextPush;
    private TimeSpan _nextRefute;
    private TimeSpan _nextReminder;
    private bool _refutePending;
    private bool _fresh;
    private int _alive;
    private int _evicted;
    private ulong _probeSequence;
    private ulong _version = 1;
    private int _reprobeRound;
    private bool _changed = true;

    public MembershipCore(
        MembershipOptions options, SelfState self, ISignatureVerifier verifier, Random random, TimeSpan now)
    {
        _options = options;
        _self = self;
        _verifier = verifier;
        _random = random;
        _ring = new ProbeSchedule(self.Id);
        _health = new LocalHealth(options.MaxLocalHealthScore);
        _ownTag = PeerTag.Of(self.Id);
        _now = now;
        _table.Merge(self.Record);
        _rumours.Add(new GossipItem(self.Record));
        _nextProbe = now + (options.ProbeInterval * random.NextDouble());
        _nextSync = now + options.SyncInterval + (options.SyncInterval * random.NextDouble());
        _nextReprobe = now + options.ReprobeInterval;
        _nextGossip = now;
        ScheduleAlarm();
    }

    public MembershipCounters Counters { get; } = new();

    public IReadOnlyList<MembershipEffect> Effects => _effects;

    public Did Self => _self.Id;

    public PeerRecord SelfRecord => _self.Record;

    public ulong Incarnation => _self.Incarnation;

    public AssertionTable Table => _table;

    /// <summary>Peers known, the evicted included.</summary>
    public int PeerCount => _order.Count;

    /// <summary>This node's own health as it judges it, 0 is well (<see cref="LocalHealth"/>).</summary>
    public int LocalHealthScore => _health.Score;

    /// <summary>Items of news not yet passed on often enough.</summary>
    public int WaitingNews => _rumours.Count;

    /// <summary>Forgets the effects that the caller has carried out.</summary>
    public void ClearEffects() => _effects.Clear();

    public void Step(MembershipInput input, TimeSpan now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(now, _now);
        _now = now;
        if (_self.Leaving) return;
        SkipStall();
        switch (input)
        {
            case Tick: _alarm = null; break; // it went off: set it anew, even if it came a little early
            case Received received: OnReceived(received); break;
            case ContactSeed seed: OnContactSeed(seed); break;
            case RegisterPeer register: OnRegister(register); break;
            case DeregisterPeer deregister: OnDeregister(deregister.Peer); break;
            case SetRevoked revoked: OnRevoked(revoked); break;
            case SetAccused accused: OnAccused(accused); break;
            case LeaveFederation: Leave(); return;
            default: throw new ArgumentException($"Not a membership input: {input.GetType().Name}.", nameof(input));
        }

        RunDue();
        ScheduleAlarm();
    }

    // A process that did not run must not hold its own silence against others: what was due meanwhile is void.
    private void SkipStall()
    {
        if (_alarm is not { } alarm || _now - alarm <= _options.DirectProbeWait) return;
        var gap = _now - alarm;
        Counters.Stalls++;
        _health.Note(1);
        _book.Clear();
        foreach (var peer in _order)
        {
            peer.SkipTime(gap);
            if (peer.Watched) peer.NextWatchProbe = _now;
        }
    }

    private void RunDue()
    {
        if (_refutePending && _now >= _nextRefute) Refute();
        RunProbeTimeouts();
        RunWatches();
        EvaluateSuspected();
        if (_now >= _nextProbe) RunProbeRound();
        if (_now >= _nextReprobe) RunReprobe();
        if (_now >= _nextSync) RunSync();
        if (_now >= _nextGossip) RunGossip();
        if (_fresh && _now >= _nextPush) RunPush();
    }

    private void ScheduleAlarm()
    {
        var next = Earlier(Earlier(_nextProbe, _nextReprobe), _nextSync);
        if (GossipWaits()) next = Earlier(next, _fresh ? Earlier(_nextPush, _nextGossip) : _nextGossip);
        if (_refutePending) next = Earlier(next, _nextRefute);
        foreach (var probe in _book.Probes)
            next = Earlier(next, probe.Due);
        foreach (var relay in _book.RelayedProbes)
        {
            if (!relay.Nacked) next = Earlier(next, relay.NackAt);
        }

        foreach (var peer in _order)
        {
            if (peer is { Watched: true, Alive: true }) next = Earlier(next, peer.NextWatchProbe);
            if (peer is { ConfirmedAt: { } at, Alive: true } && at > _now) next = Earlier(next, at);
        }

        // Never in the past, or a step could call for itself for ever.
        if (next <= _now) next = _now + TimeSpan.FromMilliseconds(1);
        if (_alarm == next) return;
        _alarm = next;
        _effects.Add(new SetAlarm(next));
    }

    private void Send(SubjectEntry to, MembershipMessage message)
    {
        Counters.Sent++;
        _effects.Add(new SendToPeer(to.Record.PeerId, to.Record.Endpoint, message));
    }

    private void Refuse(MembershipRefusal reason, Did from, string detail)
    {
        Counters.Refuse(reason);
        _effects.Add(new Refused(reason, from, detail));
    }

    private static TimeSpan Earlier(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
