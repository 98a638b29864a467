using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

// How the leader changes who votes, and which rules the log is applied by: dissertation 4.1 to 4.2, with the erratum of 2015
// (not before an entry of the leader's own term is committed).
internal sealed partial class RaftCore
{
    private const int MaxApplicants = 256;
    private static readonly TimeSpan ApplicantTime = TimeSpan.FromSeconds(30);
    private readonly SortedDictionary<Did, TimeSpan> _applicants = [];

    /// <summary>By which level's rules entries are applied, the newest entry of the log included.</summary>
    public uint Level => Log.Levels.Newest;

    /// <summary>The newest feature level that this node can apply.</summary>
    public uint SupportedLevel => _options.Level;

    /// <summary>
    /// A node asks to be let in, and has written down that it belongs to this log. Nobody else is let in whom the log does not
    /// know: a node that finds its name in a log of which it holds nothing must take it that its own log was lost.
    /// </summary>
    public void HearApplicant(Did node, TimeSpan now)
    {
        if (_applicants.Count >= MaxApplicants && !_applicants.ContainsKey(node)) _applicants.Remove(_applicants.MinBy(a => a.Value).Key);
        _applicants[node] = now;
    }

    /// <summary>Whether the log has come to rules that this version does not know: it must not apply it any further.</summary>
    public bool IsTooOld => Log.Levels.At(Commit) > _options.Level;

    /// <summary>Whether this node leads and a change could begin now.</summary>
    public bool MayChangeVoters => _role == RaftRole.Leader && Successor.IsEmpty && WhyNotNow() is null;

    /// <summary>
    /// Puts a change of one voter or learner into the leader's log. Duplicate: it is as asked for already. Refused: not now,
    /// or never; the reason says which.
    /// </summary>
    public AppendResult ChangeVoters(VoterChange change, TimeSpan now)
    {
        if (_role != RaftRole.Leader || !Successor.IsEmpty) return new(AppendStatus.NotLeader, 0);
        if (change.IsDone(Configuration)) return new(AppendStatus.Duplicate, Configuration.Epoch);
        var reason = WhyNotNow() ?? WhyNotTrusted(change) ?? change.Kind switch
        {
            VoterChangeKind.AddLearner => WhyNotAdd(change.Id, now),
            VoterChangeKind.Promote => WhyNotPromote(change.Id, now),
            _ => WhyNotRemove(change.Id, now),
        };
        if (reason is not null) return new(AppendStatus.Refused, 0, reason);
        var next = change.From(Configuration, Log.LastIndex + 1);
        AppendOwn(EntryKind.Configuration, next.ToPayload());
        ArrangeFollowers(now);
        return new(AppendStatus.Appended, next.Epoch);
    }

    // Rounds of catching up, promotion of who has, farewell to who has been told, and a level that all support.
    private void TickVoters(TimeSpan now)
    {
        foreach (var follower in _followers) follower.CatchUp.Advance(follower.Match, Log.LastIndex, now, _options.ElectionMin);
        if (_followers.Length > Configuration.Voters.Count + Configuration.Learners.Count - 1) ArrangeFollowers(now);
        if (WhyNotNow() is not null || !Successor.IsEmpty) return;
        if (_options.AutoPromote && Configuration.Voters.Count < _options.MaxVoters)
        {
            foreach (var learner in Configuration.Learners)
            {
                if (ChangeVoters(VoterChange.Promote(learner), now).Status == AppendStatus.Appended) return;
            }
        }

        RaiseLevel();
    }

    /// <summary>Keys that are proven to have equivocated: this leader makes no voters or learners of them.</summary>
    public IReadOnlySet<Did> Accused { get; set; } = new SortedSet<Did>();

    /// <summary>Why no change can begin now; null if one can.</summary>
    public string? WhyNotNow()
    {
        if (!_rules.MayChangeVoters(Log.Term(Commit), Term)) return "the leader is new and has committed nothing yet; try again";
        if (!_rules.IsSettled(Commit, Configuration.Epoch)) return $"the change of entry {Configuration.Epoch} is under way; try again";
        return LinkedEpoch < Configuration.Epoch
            ? $"the voters have yet to sign for the change of entry {Configuration.Epoch}; try again"
            : null;
    }

    private string? WhyNotTrusted(VoterChange change) => change.Kind != VoterChangeKind.Remove && Accused.Contains(change.Id)
        ? "its key is proven to have equivocated (fed evidence list): give that node a new identity"
        : null;

    private string? WhyNotAdd(Did id, TimeSpan now)
    {
        if (!IsKnown(id) && !(_applicants.TryGetValue(id, out var asked) && now - asked <= ApplicantTime))
            return "it has not asked to join: start it, with consensus.join = on";
        if (Configuration.Learners.Count >= _options.MaxLearners)
            return $"there are {Configuration.Learners.Count} learners, the limit (max-learners)";
        return Configuration.Voters.Count + Configuration.Learners.Count >= VoterConfiguration.MaxMembers
            ? $"there are {VoterConfiguration.MaxMembers} voters and learners, the limit"
            : null;
    }

    private string? WhyNotPromote(Did id, TimeSpan now)
    {
        if (!Configuration.IsLearner(id) || Follower(id) is not { } learner) return "it is no learner; add it first";
        if (Configuration.Voters.Count >= _options.MaxVoters)
            return $"there are {Configuration.Voters.Count} voters, the limit (max-voters); remove one first";
        if (!IsHeard(learner, now)) return "it does not answer";
        if (!learner.CatchUp.IsCaughtUp) return $"it has yet to catch up: it holds {learner.Match} of {Log.LastIndex} entries";
        if (learner.Level < Level) return $"it supports feature level {learner.Level} and the log is at {Level}; upgrade it first";
        var (heard, needed) = (HeardVoters(now) + 1, Quorum.Majority.Size(Configuration.Voters.Count + 1));
        return heard < needed ? $"{heard} of {Configuration.Voters.Count + 1} voters would answer, and {needed} are needed" : null;
    }

    private string? WhyNotRemove(Did id, TimeSpan now)
    {
        if (!IsVoter(id)) return null;
        var rest = Configuration.Voters.Count - 1;
        if (rest == 0) return "it is the only voter";
        var heard = HeardVoters(now) - (id == Self || (Follower(id) is { } follower && IsHeard(follower, now)) ? 1 : 0);
        var needed = Quorum.Majority.Size(rest);
        return heard < needed ? $"{heard} of the {rest} voters that would be left answer, and {needed} are needed: the quorum would be lost" : null;
    }

    private int HeardVoters(TimeSpan now)
    {
        var heard = IsVoter(Self) ? 1 : 0;
        foreach (var follower in _followers)
        {
            if (follower.Votes && IsHeard(follower, now)) heard++;
        }

        return heard;
    }

    private bool IsHeard(Progress follower, TimeSpan now) => now - follower.LastHeard <= _options.ElectionMax;

    // Mixed versions: only what every voter can apply is ever asked for.
    private void RaiseLevel()
    {
        if (Log.Levels.NewestIndex > Commit) return;
        var level = IsVoter(Self) ? _options.Level : uint.MaxValue;
        foreach (var follower in _followers)
        {
            if (follower.Votes) level = Math.Min(level, follower.Level);
        }

        if (level > Level && level <= _options.Level) AppendOwn(EntryKind.FeatureLevel, LevelTable.ToPayload(level));
    }

    private void AppendOwn(EntryKind kind, byte[] payload) => Log.Append(new LogEntry
    {
        Index = Log.LastIndex + 1, Term = Term, Time = Log.LastTime, Kind = kind, Payload = payload,
    });
}
