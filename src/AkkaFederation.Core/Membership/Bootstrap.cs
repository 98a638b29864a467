using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>
/// Finds the federation: every seed is contacted at once, then again with growing pauses until it is met. There is no
/// first among seeds and nobody forms a federation alone: a node without peers serves locally and keeps trying, so a
/// first seed that restarts asks the others and rejoins instead of starting an island (M5), and two halves that were
/// started apart meet as soon as any of their seeds can be reached. Addresses that discovery has found on the network are
/// seeds as well: hints where to knock, nothing more. They are dialled at a slower pace than configured ones, as anybody
/// can advertise. Left out: records of peers known from before a restart, which serve as further seeds once they are kept.
/// </summary>
/// <remarks>
/// Pure, like <see cref="MembershipCore"/>. Invariants: (1) a met, living seed is not contacted; (2) the pause of a seed
/// lies between a little less than the shortest and a little more than the longest; (3) this node never contacts itself
/// again once it has recognised itself; (4) a source holds at most <see cref="MaxHints"/> seeds.
/// </remarks>
internal sealed class Bootstrap
{
    /// <summary>Addresses that one source of hints may hold; more are left out.</summary>
    public const int MaxHints = 256;

    // Nodes that start together find each other within a few attempts; who is silent after that is worth a word.
    private const int AttemptsBeforeSilent = 5;
    private const int HintsAtOnce = 32;
    private static readonly TimeSpan HintGap = TimeSpan.FromMilliseconds(100);

    private readonly MembershipOptions _options;
    private readonly Random _random;
    private readonly Did _self;
    private readonly string _ownAddress;
    private readonly List<Seed> _seeds = [];
    private readonly List<BootstrapEffect> _effects = [];
    private TimeSpan _slot = TimeSpan.MinValue;

    /// <param name="options">Pauses between contacts.</param>
    /// <param name="seeds">Full addresses; the node's own one is left out.</param>
    /// <param name="self">This node.</param>
    /// <param name="ownAddress">Where this node itself listens.</param>
    /// <param name="random">Spreads the pauses, so that many nodes do not come in step.</param>
    /// <param name="now">The first contacts are due at once.</param>
    public Bootstrap(MembershipOptions options, IEnumerable<string> seeds, Did self, string ownAddress, Random random, TimeSpan now)
    {
        _options = options;
        _random = random;
        _self = self;
        _ownAddress = ownAddress;
        OnHints(new ContactHints(ContactHints.Configured, [.. seeds]), now);
    }

    public IReadOnlyList<BootstrapEffect> Effects => _effects;

    public void ClearEffects() => _effects.Clear();

    /// <summary>The seed that was contacted under this token; null if it is none of the newest attempts.</summary>
    public string? AddressOf(ulong token) => token == 0 ? null : _seeds.Find(s => s.Token == token)?.Address;

    public void Step(BootstrapInput input, TimeSpan now)
    {
        switch (input)
        {
            case SeedMet met: OnMet(met); break;
            case ContactHints hints: OnHints(hints, now); break;
            case BootstrapTick tick: Contact(tick.Living, now); break;
            default: throw new ArgumentException($"Not a bootstrap input: {input.GetType().Name}.", nameof(input));
        }
    }

    public void CheckInvariants()
    {
        foreach (var seed in _seeds)
        {
            Invariant.Require(seed.Pause >= _options.SeedRetryMin && seed.Pause <= LongestPause(seed), "bootstrap 2: pauses lie in their range", _self);
            Invariant.Require(!seed.IsSelf || seed.Peer is null, "bootstrap 3: this node is not its own peer", _self);
        }

        var fullest = _seeds.SelectMany(s => s.Sources).GroupBy(s => s).Select(g => g.Count()).DefaultIfEmpty().Max();
        Invariant.Require(fullest <= MaxHints, "bootstrap 4: a source holds a bounded number of seeds", _self);
    }

    private void OnMet(SeedMet met)
    {
        var seed = _seeds.Find(s => s.Token == met.Token && met.Token != 0);
        if (seed is null) return;
        seed.IsSelf = met.Peer == _self;
        seed.Peer = seed.IsSelf ? null : met.Peer;
        seed.Pause = _options.SeedRetryMin;
        seed.Attempts = 0;
    }

    // The newest list of a source is all that it says; what it no longer names is forgotten unless another source does.
    private void OnHints(ContactHints hints, TimeSpan now)
    {
        var named = hints.Addresses.Where(a => a != _ownAddress).Distinct(StringComparer.Ordinal).Take(MaxHints).ToHashSet(StringComparer.Ordinal);
        foreach (var seed in _seeds)
        {
            if (named.Remove(seed.Address)) seed.Sources.Add(hints.Source);
            else seed.Sources.Remove(hints.Source);
        }

        _seeds.RemoveAll(s => s.Sources.Count == 0);
        foreach (var address in hints.Addresses)
        {
            if (named.Remove(address)) _seeds.Add(new Seed(address, hints.Source, FirstContact(hints.Source, now), _options.SeedRetryMin));
        }
    }

    // Anybody on the network can advertise, and one who names other addresses with every packet must not make this node
    // dial as fast. What was named no longer is not dialled when its turn comes.
    private TimeSpan FirstContact(string source, TimeSpan now)
    {
        if (source is ContactHints.Configured or ContactHints.Remembered) return now;
        var (earliest, latest) = (now - (HintGap * HintsAtOnce), now + (HintGap * MaxHints));
        _slot = (_slot < earliest ? earliest : _slot) + HintGap;
        if (_slot > latest) _slot = latest;
        return _slot > now ? _slot : now;
    }

    private void Contact(IReadOnlySet<Did> living, TimeSpan now)
    {
        var alone = living.Count == 0;
        TimeSpan? next = null;
        foreach (var seed in _seeds)
        {
            if (seed.IsSelf || (seed.Peer is { } peer && living.Contains(peer))) continue;

            // Once met and lost again while alone: back to the quick pace of a start.
            if (alone && seed.WaitedIdle) seed.NextContact = now;
            if (now >= seed.NextContact) Contact(seed, alone, now);
            next = next is { } n && n < seed.NextContact ? n : seed.NextContact;
        }

        if (next is { } at) _effects.Add(new SetBootstrapAlarm(at));
    }

    private void Contact(Seed seed, bool alone, TimeSpan now)
    {
        seed.Token = NextToken();
        if (++seed.Attempts == AttemptsBeforeSilent && seed.Sources.Contains(ContactHints.Configured)) _effects.Add(new SeedSilent(seed.Address));
        seed.WaitedIdle = !alone;
        var pause = alone ? seed.Pause : _options.SeedRetryMax * _options.SeedIdleFactor;
        seed.NextContact = now + (pause * (0.8 + (0.4 * _random.NextDouble())));
        if (alone) seed.Pause = Shorter(seed.Pause * 2, LongestPause(seed));
        _effects.Add(new ContactAddress(seed.Address, seed.Token));
    }

    private TimeSpan LongestPause(Seed seed) =>
        seed.Sources.Contains(ContactHints.Configured) ? _options.SeedRetryMax : _options.SeedRetryMax * _options.SeedIdleFactor;

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private ulong NextToken() => (ulong)_random.NextInt64(1, long.MaxValue);

    private sealed class Seed(string address, string source, TimeSpan now, TimeSpan pause)
    {
        public string Address { get; } = address;

        public SortedSet<string> Sources { get; } = new(StringComparer.Ordinal) { source };

        public TimeSpan NextContact { get; set; } = now;

        public TimeSpan Pause { get; set; } = pause;

        public ulong Token { get; set; }

        public Did? Peer { get; set; }

        public bool IsSelf { get; set; }

        public int Attempts { get; set; }

        public bool WaitedIdle { get; set; }
    }
}
