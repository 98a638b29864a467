using AkkaFederation.Consensus.Quorum;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// The decisions on which Raft's promises rest, a line each, apart from the machinery that asks for them. There is one right
/// answer to each: <see cref="Sound"/>, the only one outside tests. Tests put a bug that others have had in the place of one
/// and show that the checkers find it (RELIABILITY's list).
/// </summary>
internal class RaftRules
{
    public static RaftRules Sound { get; } = new();

    /// <summary>Raft 5.2: one vote in a term, first come, first served (E2).</summary>
    public virtual bool MayVote(Did vote, Did candidate, bool leaderKnown) => vote == candidate || (vote.IsEmpty && !leaderKnown);

    /// <summary>Raft 5.4.1: the last term decides before the length (E3).</summary>
    public virtual bool IsUpToDate(RaftLog log, ulong lastIndex, ulong lastTerm) => log.IsUpToDate(lastIndex, lastTerm);

    /// <summary>What a majority has reached, the leader being one of them (E4); sorts what it is given.</summary>
    public virtual ulong ReachedByMajority(ulong own, Span<ulong> followers)
    {
        Span<ulong> reached = stackalloc ulong[followers.Length + 1];
        followers.CopyTo(reached);
        reached[^1] = own;
        return Majority.ReachedBy(reached);
    }

    /// <summary>Raft 5.4.2: a leader counts replicas only of entries of its own term (E1).</summary>
    public virtual bool MayCommit(ulong entryTerm, ulong term) => entryTerm == term;

    /// <summary>The commit index never goes back (E5).</summary>
    public virtual ulong Advance(ulong commit, ulong news) => Math.Max(commit, news);

    /// <summary>Where to go on after a refused append: never at or below what is matched (E6).</summary>
    public virtual ulong StepBack(ulong refused, ulong hint, ulong match) => Math.Max(Math.Min(refused, hint + 1), match + 1);

    /// <summary>Raft 5.3: the log is cut only where an entry differs (E7).</summary>
    public virtual bool Conflicts(RaftLog log, LogEntry entry) => log.Term(entry.Index) != entry.Term;

    /// <summary>Dissertation 9.6: who is behind is told so, or pre-vote keeps one with a higher term out for ever (E8).</summary>
    public virtual bool AnswersStale => true;

    /// <summary>Dissertation 6.4: only an answer to a round begun after the read came confirms it (E9).</summary>
    public virtual bool Confirms(ulong heard, ulong round) => heard >= round;

    /// <summary>Dissertation 6.4: a new leader does not know what is committed before an entry of its own term is (E10).</summary>
    public virtual bool MayRead(ulong committedTerm, ulong term) => committedTerm == term;

    /// <summary>Erratum to the dissertation (2015): voters are changed once an entry of the leader's own term is committed (E12).</summary>
    public virtual bool MayChangeVoters(ulong committedTerm, ulong term) => committedTerm == term;

    /// <summary>Dissertation 4.1: a change begins when the one before it is committed.</summary>
    public virtual bool IsSettled(ulong commit, ulong epoch) => commit >= epoch;

    /// <summary>SPEC 5: a change of voters is committed with majorities of the old and of the new ones.</summary>
    public virtual bool NeedsOldMajority => true;

    /// <summary>Dissertation 9.6: who wants to stand asks first whether it would win (E11).</summary>
    public virtual bool AsksFirst => true;

    /// <summary>Dissertation 4.2.3, 9.6: who hears a leader helps nobody else to an election (E11).</summary>
    public virtual bool KeepsLease => true;

    /// <summary>Figure 2: on disk before the answer (E17).</summary>
    public virtual bool WaitsForDisk(RaftMessage message) => true;

    /// <summary>A proposal given to a leader again, which its log has already, is not replicated again (E20).</summary>
    public virtual bool TakesOnce => true;

    /// <summary>
    /// Whether the state is held now for a snapshot: after the mark itself, and neither before nor after the other entries that
    /// are applied in the same step (E14).
    /// </summary>
    public virtual bool CapturesNow(ulong applied, ulong mark, bool lastOfStep) => applied == mark;

    /// <summary>A snapshot that somebody is still fetching is kept beside a newer one, or a slow receiver never has one whole (E13).</summary>
    public virtual bool KeepsServed => true;
}
