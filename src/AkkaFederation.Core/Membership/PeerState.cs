using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>What this node itself has seen of one peer; never sent to anybody.</summary>
internal sealed class PeerState(Did id, TimeSpan now)
{
    private const double ReliabilityAtFirst = 0.5;
    private int _rttSamples;

    public Did Id { get; } = id;

    public PeerStatus Status { get; set; } = PeerStatus.Healthy;

    /// <summary>Why it is DEGRADED, if it is: a recovery is named after it.</summary>
    public StatusCause? DegradedFor { get; set; }

    /// <summary>Incarnation that this state has taken note of.</summary>
    public ulong Incarnation { get; set; }

    public TimeSpan LastSeen { get; set; } = now;

    public TimeSpan? LastAnswer { get; set; }

    public TimeSpan? Rtt { get; private set; }

    public bool Slow { get; private set; }

    /// <summary>Own probes failed in a row, the indirect ones included.</summary>
    public int Failures { get; set; }

    /// <summary>Confirmed as failed by enough observers; only proof of life clears it.</summary>
    public bool Condemned { get; set; }

    /// <summary>A connection has proven that this peer is who it says; until then its record is hearsay.</summary>
    public bool Proven { get; set; }

    /// <summary>Since when the current incarnation is suspected by an observer who counts.</summary>
    public TimeSpan? SuspectedSince { get; set; }

    /// <summary>When that suspicion is acted upon, as things stand; null while too few observers stand behind it.</summary>
    public TimeSpan? ConfirmedAt { get; set; }

    /// <summary>Probed every interval until it answers.</summary>
    public bool Watched { get; set; }

    public TimeSpan NextWatchProbe { get; set; }

    /// <summary>Incarnation for which this node has signed a suspicion; null if none.</summary>
    public ulong? SuspectedAt { get; set; }

    /// <summary>Asked to help and silent since; a sign against this node once it is heard (Lifeguard's missed nack).</summary>
    public bool OwesReport { get; set; }

    public bool Deregistered { get; set; }

    public bool Revoked { get; set; }

    /// <summary>Its key is proven to have equivocated.</summary>
    public bool Accused { get; set; }

    public PeerTag Tag { get; } = PeerTag.Of(id);

    /// <summary>What led to the present status.</summary>
    public ObservationChain Chain { get; } = new();

    public TimeSpan EvictedSince { get; set; }

    /// <summary>Not before this does a word from a peer held for gone or unreachable call for another reaction.</summary>
    public TimeSpan NextReaction { get; set; }

    /// <summary>Of welcomes: each is the whole table, and goes where the joiner says it is.</summary>
    public Allowance Welcomes { get; } = new();

    /// <summary>Of comparisons of tables.</summary>
    public Allowance Comparisons { get; } = new();

    /// <summary>In [0, 1]; steers the choice of helpers, never which peers are probed.</summary>
    public double Reliability { get; private set; } = ReliabilityAtFirst;

    public bool Alive => Status is PeerStatus.Healthy or PeerStatus.Degraded;

    public void RewardReliability() => Reliability = Math.Min(1, Reliability + 0.01);

    public void PunishReliability(bool declaredFailed) => Reliability = Math.Max(0, Reliability - (declaredFailed ? 0.1 : 0.05));

    /// <summary>
    /// Takes a round trip. The first one after a (re)connection pays for the handshakes as well, so it is shown but the
    /// next one takes its place.
    /// </summary>
    public void SampleRtt(TimeSpan rtt, MembershipOptions options)
    {
        _rttSamples++;
        Rtt = _rttSamples <= 2 || Rtt is not { } old ? rtt : (old * options.RttMemory) + (rtt * (1 - options.RttMemory));
        if (_rttSamples < 2) return;
        if (Rtt > options.DegradedThreshold) Slow = true;
        else if (Rtt < options.DegradedThreshold * options.DegradedRecovery) Slow = false;
    }

    public void ForgetRtt()
    {
        _rttSamples = 0;
        Slow = false;
    }

    /// <summary>The node did not run for a while: time in which it could not have heard anything does not count.</summary>
    public void SkipTime(TimeSpan gap)
    {
        LastSeen += gap;
        if (LastAnswer is { } answer) LastAnswer = answer + gap;
        if (SuspectedSince is { } since) SuspectedSince = since + gap;
        if (ConfirmedAt is { } at) ConfirmedAt = at + gap;
        if (Status == PeerStatus.Evicted) EvictedSince += gap;
    }
}
