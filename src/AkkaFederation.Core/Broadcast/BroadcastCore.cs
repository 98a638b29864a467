using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Broadcast;

/// <summary>
/// Brings a payload to every living member. The intuition: the first copies that arrive mark a spanning tree, every later
/// copy prunes the link it came over, and the pruned links carry names only, which is enough to notice that the tree has
/// lost something and to graft it back. Plumtree: Leitão, Pereira, Rodrigues, "Epidemic Broadcast Trees" (SRDS 2007),
/// sections 3.3 to 3.7: eager push, lazy push (IHAVE, batched), GRAFT after a missing-message timer, PRUNE, optimisation
/// by rounds. No root is elected: any node may publish, and all share one tree. Beyond the paper:
/// every link has each broadcast confirmed (a name said in either direction does), and what stays unconfirmed is
/// announced again with growing waits, so a lost name cannot lose a broadcast; payloads are signed by their origin and
/// verified once; a peer that owes many confirmations is announced to and not pushed to, so that it delays nobody. Modes
/// <c>direct</c> and <c>flood</c> differ only in which links get the payload at once.
/// Left out: HyParView (see <see cref="MemberOverlay"/>), one tree for each origin, and memory beyond <c>keep</c>: who
/// was away longer than that has missed what was said (state belongs on the blackboard or in the log).
/// </summary>
/// <remarks>
/// Pure: <see cref="Step"/> changes state and appends to <see cref="Effects"/>, which the caller carries out in order
/// and clears. One thread at a time; time is monotonic and an argument. The one
/// random thing is how long each node waits before it grafts, so that the first graft mends a lost branch for all of it.
/// Invariants: (1) a broadcast is delivered at most once; (2) cache, links, missing and answers stay within their bounds;
/// (3) what is missing is not cached and was not had; (4) an open announcement is of a cached broadcast, and each cached
/// one counts its open announcements; (5) the links are the overlay's neighbours and bounded guests, never the node
/// itself; (6) a link's window counts exactly its pushed announcements; (7) every alarm lies in the future.
/// </remarks>
internal sealed partial class BroadcastCore
{
    private const int MaxGuests = 64;
    private const int MaxAnswers = 1024;
    private const int PromptAnswers = 16;
    private const int TimesToOptimise = 3;
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(1);

    private readonly BroadcastOptions _options;
    private readonly string _clusterId;
    private readonly ISigner _signer;
    private readonly ISignatureVerifier _verifier;
    private readonly Random _random;
    private ulong _epoch;
    private readonly List<BroadcastEffect> _effects = [];
    private readonly Forgeries _forgeries = new();
    private readonly Dictionary<Did, OriginWindow> _origins = [];
    private readonly List<PeerLink> _links = [];
    private readonly Dictionary<Did, PeerLink> _linkOf = [];
    private readonly Dictionary<BroadcastId, CachedBroadcast> _cache = [];
    private readonly Queue<CachedBroadcast> _byAge = new();
    private readonly Dictionary<BroadcastId, MissingBroadcast> _missing = [];
    private readonly List<MissingBroadcast> _missingOrder = [];
    private MemberOverlay _overlay = MemberOverlay.Empty;
    private TimeSpan _now;
    private TimeSpan? _alarm;
    private TimeSpan _nextMissing = TimeSpan.MaxValue;
    private long _cachedBytes;
    private int _pending;
    private ulong _sequence;

    public BroadcastCore(BroadcastOptions options, string clusterId, ulong epoch, ISigner signer, ISignatureVerifier verifier, Random random, TimeSpan now)
    {
        _options = options;
        _clusterId = clusterId;
        _epoch = Math.Min(epoch, BroadcastCodec.MaxNumber);
        _signer = signer;
        _verifier = verifier;
        _random = random;
        _now = now;
    }

    public Did Self => _signer.Id;

    public BroadcastCounters Counters { get; } = new();

    public IReadOnlyList<BroadcastEffect> Effects => _effects;

    public MemberOverlay Overlay => _overlay;

    /// <summary>Links of this node, neighbours and guests, in the order of their DIDs.</summary>
    public IReadOnlyList<PeerLink> Links => _links;

    public int CachedCount => _cache.Count;

    public int MissingCount => _missing.Count;

    /// <summary>Forgets the effects that the caller has carried out.</summary>
    public void ClearEffects() => _effects.Clear();

    public void Step(BroadcastInput input, TimeSpan now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(now, _now);
        _now = now;
        switch (input)
        {
            case BroadcastTick: _alarm = null; break;
            case BroadcastReceived received: OnReceived(received); break;
            case PublishBroadcast publish: OnPublish(publish); break;
            case MembersChanged members: OnMembers(members.Overlay); break;
            case LifeKnown life: OnLife(life.Epoch); break;
            default: throw new ArgumentException($"Not a broadcast input: {input.GetType().Name}.", nameof(input));
        }

        RunDue();
        ScheduleAlarm();
    }

    private void OnPublish(PublishBroadcast publish)
    {
        var peers = _overlay.PeersOf(Self);
        var mode = publish.Mode != BroadcastMode.Automatic ? publish.Mode
            : publish.Critical ? BroadcastMode.Flood
            : peers <= _options.DirectPeers ? BroadcastMode.Direct : BroadcastMode.Tree;
        if (Denial(publish, mode, peers) is { Reason: not BroadcastRefusal.None } denial)
        {
            Counters.Refuse(denial.Reason);
            _effects.Add(new BroadcastDenied(publish.Token, denial.Reason, denial.Detail));
            return;
        }

        var id = new BroadcastId(Self, _epoch, ++_sequence);
        var signed = BroadcastCodec.Sign(_clusterId, id, Floor(), mode, publish.Payload, _signer);
        Counters.Publish(mode);
        _effects.Add(new BroadcastAccepted(publish.Token, id, mode, peers));
        Accept(signed, 0, null);
    }

    // A clock that was set back would have all that this life says refused as an earlier one's.
    private void OnLife(ulong epoch)
    {
        if (epoch <= _epoch) return;
        (_epoch, _sequence) = (Math.Min(epoch, BroadcastCodec.MaxNumber), 0);
    }

    private (BroadcastRefusal Reason, string Detail) Denial(PublishBroadcast publish, BroadcastMode mode, int peers)
    {
        if (publish.Payload.Length > _options.MaxPayload)
            return (BroadcastRefusal.Oversized, $"a payload of {publish.Payload.Length} bytes is more than federation.broadcast.max-payload, {_options.MaxPayload}");
        if (mode == BroadcastMode.Direct && peers > _options.DirectPeers)
            return (BroadcastRefusal.TooManyPeers, $"direct is for up to {_options.DirectPeers} peers and there are {peers}; leave the choice to the federation or use the tree");
        if (_pending >= _options.MaxPending)
            return (BroadcastRefusal.TooManyPending, $"{_pending} broadcasts of this node are not confirmed by all neighbours yet; try again later");
        return (BroadcastRefusal.None, "");
    }

    // Own broadcasts leave the cache in the order in which they came.
    private ulong Floor()
    {
        foreach (var cached in _byAge)
        {
            if (cached.IsOwn) return cached.Id.Sequence;
        }

        return _sequence;
    }

    /// <summary>New here: deliver, remember, pass on.</summary>
    private void Accept(SignedBroadcast signed, int round, PeerLink? from)
    {
        var id = signed.Id;
        WindowOf(id.Origin).Mark(id.Epoch, id.Sequence, signed.Header.Floor);
        var cached = new CachedBroadcast(signed, round, id.Origin == Self, _now + _options.Keep);
        _cache.Add(id, cached);
        _byAge.Enqueue(cached);
        _cachedBytes += signed.Payload.Length;
        if (cached.IsOwn) _pending++;
        Counters.Delivered++;
        _effects.Add(new DeliverBroadcast(signed, from?.Id ?? Self, round));
        Relay(cached, from);
        while (_cache.Count > _options.MaxCached || (_cachedBytes > _options.MaxCachedBytes && _cache.Count > 1)) ForgetOldest();
        if (cached.Unconfirmed == 0) Settle(cached);
    }

    private void ForgetOldest()
    {
        var cached = _byAge.Dequeue();
        _cache.Remove(cached.Id);
        _cachedBytes -= cached.Broadcast.Payload.Length;
        if (cached.Unconfirmed == 0) return;
        Counters.ForgottenUnconfirmed++;
        foreach (var link in _links)
        {
            if (link.Find(cached.Id) is { } open) link.Close(open);
        }

        Settle(cached);
    }

    private void Settle(CachedBroadcast cached)
    {
        if (cached is { IsOwn: true, WasSettled: false }) _pending--;
        cached.WasSettled = true;
        _effects.Add(new BroadcastSettled(cached.Id));
    }

    private OriginWindow WindowOf(Did origin)
    {
        if (_origins.TryGetValue(origin, out var window)) return window;
        return _origins[origin] = new OriginWindow(_options.SeenWindow);
    }

    private void RunDue()
    {
        while (_byAge.TryPeek(out var oldest) && oldest.Until <= _now) ForgetOldest();
        if (_nextMissing <= _now) AskForMissing();
        for (var i = _links.Count - 1; i >= 0; i--)
        {
            if (_links[i].DueAt <= _now) Tell(_links[i]);
        }
    }

    private void ScheduleAlarm()
    {
        var next = _nextMissing;
        if (_byAge.TryPeek(out var oldest) && oldest.Until < next) next = oldest.Until;
        foreach (var link in _links)
        {
            if (link.DueAt < next) next = link.DueAt;
        }

        if (next == TimeSpan.MaxValue) return;
        if (next <= _now) next = _now + Soonest;
        if (_alarm == next) return;
        _alarm = next;
        _effects.Add(new SetBroadcastAlarm(next));
    }

    private void Send(Did to, BroadcastMessage message)
    {
        Counters.Sent++;
        _effects.Add(new SendBroadcastMessage(to, message));
    }

    private void Refuse(BroadcastRefusal reason, Did from, string detail)
    {
        Counters.Refuse(reason);
        _effects.Add(new BroadcastRefused(reason, from, detail));
    }
}
