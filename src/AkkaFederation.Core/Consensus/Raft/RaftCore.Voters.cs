using AkkaFederation.Consensus.Quorum;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

// Who votes: dissertation, chapter 4, one change at a time. A configuration is in force from the moment its entry is in the
// log, committed or not (4.1), because two majorities that differ in one voter share a voter. Beyond the dissertation, an
// entry that changes the configuration is committed only when majorities of the old and of the new voters hold it, so that
// both can sign for it (SPEC 5).
internal sealed partial class RaftCore
{
    private VoterConfiguration? _standsIn;
    private bool _standsCommitted;
    private bool _mayStand;
    private ulong _removedAt;
    private VoterConfiguration? _introduced;

    /// <summary>Who votes: the newest configuration in the log, committed or not.</summary>
    public VoterConfiguration Configuration => Log.Configurations.Newest;

    /// <summary>Whether the configuration in force is committed.</summary>
    public bool IsSettled => Commit >= Configuration.Epoch;

    /// <summary>
    /// The newest epoch under which seals are known to be linked: signed by majorities of its voters and of those before it.
    /// Kept by whoever composes this core with seals; until it reaches the configuration's epoch, the voters before it are
    /// needed, and no further change is made.
    /// </summary>
    public ulong LinkedEpoch { get; set; }

    /// <summary>Whether this is or was a voter or learner of this log.</summary>
    public bool IsKnown(Did id) => Log.Configurations.Knows(id) || (_introduced is { } introduced && introduced.Epoch > Configuration.Epoch && introduced.Has(id));

    /// <summary>
    /// What another voter says about who votes. It changes nothing about who votes here, which the log alone says; but
    /// messages of those whom it names are taken in, so that the log can get there (dissertation 4.1: a server answers others
    /// without consulting its configuration).
    /// </summary>
    public void Introduce(VoterConfiguration configuration)
    {
        if (configuration.Epoch > Math.Max(Configuration.Epoch, _introduced?.Epoch ?? 0)) _introduced = configuration;
    }

    // A voter, or one before a change that is not committed: it may hold the only log with which anybody can win (4.2.2).
    // Who has heard that it was removed keeps still until its own log says more.
    private bool MayStand
    {
        get
        {
            var (configuration, settled) = (Configuration, IsSettled);
            if (_standsIn == configuration && _standsCommitted == settled) return _mayStand && _removedAt <= configuration.Epoch;
            (_standsIn, _standsCommitted) = (configuration, settled);
            _mayStand = configuration.IsVoter(Self) || (!settled && Log.Configurations.BeforeNewest.IsVoter(Self));
            return _mayStand && _removedAt <= configuration.Epoch;
        }
    }

    // Everyone who gets the log: voters, learners, and whoever was one before, as long as its signature may be needed or it
    // has not been told.
    private void ArrangeFollowers(TimeSpan now)
    {
        var (newest, before) = (Configuration, Log.Configurations.BeforeNewest);
        var members = newest.Voters.Concat(newest.Learners);
        var former = before.Voters.Concat(before.Learners).Where(f => !newest.Has(f) && IsNeeded(f, before, now));
        _followers = [.. members.Concat(former).Where(n => n != Self).Order().Select(n => Follower(n) ?? new Progress(n, Log.LastIndex + 1, now))];
        foreach (var follower in _followers)
        {
            follower.Votes = newest.IsVoter(follower.Id);
            follower.VotedBefore = before.IsVoter(follower.Id);
        }
    }

    private bool IsNeeded(Did former, VoterConfiguration before, TimeSpan now)
    {
        if (LinkedEpoch < Configuration.Epoch && before.IsVoter(former)) return true;
        if (Follower(former) is not { } follower) return !IsSettled || LinkedEpoch < Configuration.Epoch;
        return IsHeard(follower, now) && Math.Min(follower.CommitSent, follower.Match) < Configuration.Epoch;
    }

    private bool HearsQuorum(TimeSpan now) => HeardVoters(now) >= Configuration.Majority;

    // What majorities of the voters hold; of the old voters too, until they hold the entry that changes them.
    private ulong Reached()
    {
        var reached = Reached(Configuration.IsVoter(Self), static f => f.Votes);
        var epoch = Configuration.Epoch;
        if (Commit >= epoch || !_rules.NeedsOldMajority) return reached;
        var before = Reached(Log.Configurations.BeforeNewest.IsVoter(Self), static f => f.VotedBefore);
        return before >= epoch ? reached : Math.Min(before, reached);
    }

    private ulong Reached(bool counted, Func<Progress, bool> counts)
    {
        Span<ulong> matches = stackalloc ulong[_followers.Length];
        var count = 0;
        foreach (var follower in _followers)
        {
            if (counts(follower)) matches[count++] = follower.Match;
        }

        return counted ? _rules.ReachedByMajority(_writes.Stable, matches[..count]) : Majority.ReachedBy(matches[..count]);
    }

    // Dissertation 4.2.2: a leader that removed itself leads until that is committed, and does not count itself.
    private void StepDownIfRemoved(TimeSpan now)
    {
        if (!IsSettled || IsVoter(Self)) return;
        foreach (var follower in _followers) Beat(follower);
        var successor = _followers.Where(f => f.Votes && f.Match == Log.LastIndex).MaxBy(f => f.LastHeard);
        if (successor is not null) Send(new TimeoutNow(Self, successor.Id, Term));
        BecomeFollower(Term, default, now);
    }

    // A removed voter that was away hears of it from whomever it asks for a vote (E11).
    private ulong RemovedAt(Did asker) => Configuration.IsVoter(asker) || !IsSettled ? 0 : Configuration.Epoch;

    private void LearnRemoval(PreVoteResponse m, TimeSpan now)
    {
        if (m.RemovedAt <= Configuration.Epoch || m.RemovedAt <= _removedAt) return;
        _removedAt = m.RemovedAt;
        if (_role != RaftRole.Follower) BecomeFollower(Term, default, now);
    }

    private static bool IsReadable(LogEntry entry) =>
        entry.Kind switch
        {
            EntryKind.Configuration => VoterConfiguration.TryRead(entry.Payload.Span, entry.Index, out _, out _),
            EntryKind.FeatureLevel => LevelTable.TryRead(entry.Payload.Span, out _, out _),
            EntryKind.CheckpointMark => entry.Payload.IsEmpty,
            EntryKind.Checkpoint => CheckpointStatement.TryRead(entry.Payload.Span, out var checkpoint, out _) && checkpoint.Mark < entry.Index,
            _ => true,
        };

    private void CheckFollowers()
    {
        if (_role != RaftRole.Leader && _followers.Length > 0) throw new InvalidOperationException($"Invariant 3: {_role} with {_followers.Length} followers.");
        if (_role != RaftRole.Leader) return;
        foreach (var member in Configuration.Voters.Concat(Configuration.Learners))
        {
            if (member != Self && Follower(member) is null) throw new InvalidOperationException($"Invariant 3: no progress for {member}.");
        }
    }
}
