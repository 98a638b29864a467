namespace AkkaFederation.Client;

/// <summary>
/// The session that a client proposes in, as the client knows it. The federation remembers a bounded number of sequence
/// numbers of a session, so none is sent that is further ahead of the oldest undecided one: what is undecided must stay
/// within reach of a resolution. When that stands in the way, or the session may have expired, the next one is opened.
/// </summary>
internal sealed class SessionWindow
{
    private readonly SortedSet<ulong> _doubtful = [];

    /// <summary>What the session was or will be opened with.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>The session's number; 0 until it is open.</summary>
    public ulong Number { get; private set; }

    /// <summary>When a node was last asked to open it.</summary>
    public TimeSpan? AskedAt { get; set; }

    /// <summary>When the federation last showed that it knows the session.</summary>
    public TimeSpan LastUsed { get; set; }

    public ulong Width { get; private set; } = 1_024;

    public TimeSpan Ttl { get; private set; } = TimeSpan.FromHours(1);

    public bool IsOpen => Number != 0;

    /// <summary>Whether a proposal of it has ended without being decided.</summary>
    public bool HasDoubts => _doubtful.Count > 0;

    public void Open(ulong number, uint width, ulong ttlMs, TimeSpan now)
    {
        Number = number;
        LastUsed = now;
        if (width > 0) Width = width;
        if (ttlMs > 0) Ttl = TimeSpan.FromMilliseconds(Math.Min(ttlMs, TimeSpan.MaxValue.TotalMilliseconds / 2));
    }

    public void Doubt(ulong seq) => _doubtful.Add(seq);

    public void Settle(ulong seq) => _doubtful.Remove(seq);

    /// <summary>Whether the number is too far ahead of the oldest one that is in progress (0: none) or in doubt.</summary>
    public bool IsTooFar(ulong seq, ulong oldestInProgress) => Oldest(oldestInProgress) is var oldest and not 0 && seq >= oldest + Width;

    /// <summary>Whether waiting does not help: the oldest undecided number is one in doubt, not one in progress.</summary>
    public bool IsStuck(ulong oldestInProgress) => HasDoubts && Oldest(oldestInProgress) == _doubtful.Min;

    /// <summary>Whether it has been idle for so long that it may have expired.</summary>
    public bool MayHaveExpired(TimeSpan now) => IsOpen && now - LastUsed > Ttl / 2;

    private ulong Oldest(ulong inProgress)
    {
        if (!HasDoubts) return inProgress;
        return inProgress == 0 ? _doubtful.Min : Math.Min(inProgress, _doubtful.Min);
    }
}
