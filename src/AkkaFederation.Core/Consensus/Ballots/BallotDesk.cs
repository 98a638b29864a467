using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// A node's part in open ballots. As an elector it asks its shell for a vote, which comes back signed and durable, and tells
/// the leader until the ballot is decided. As the leader it gathers the votes and puts the decision into its log.
/// </summary>
/// <remarks>
/// Invariants: 1. of one elector one vote counts, the first. 2. a leader appends at most one decision of a ballot. 3. what is
/// decided is forgotten here.
/// </remarks>
internal sealed class BallotDesk(RaftCore raft, DeskOptions options)
{
    private readonly SortedDictionary<ulong, BallotVote> _own = [];
    private readonly SortedDictionary<ulong, SortedDictionary<Did, BallotVote>> _gathered = [];
    private readonly HashSet<ulong> _deciding = [];
    private readonly List<Ballot> _opened = [];
    private (ulong Term, Did Leader) _seen;
    private ulong _term;
    private int _restores;
    private TimeSpan _nextSend;
    private bool _news;

    /// <summary>Ballots that have just been decided, taken by the shell.</summary>
    public List<Ballot> Decided { get; } = [];

    /// <summary>A second, different vote under one elector's signature; told once each.</summary>
    public List<(Ballot Ballot, BallotVote First, BallotVote Second)> Conflicts { get; } = [];

    public long Refused { get; private set; }

    private BallotTable Table => raft.Admission.Ballots;

    /// <summary>Open ballots in which this node has a vote that its shell has not been asked for yet.</summary>
    public List<Ballot> TakeOpened()
    {
        if (_restores != Table.Restores) OnRestored();
        var opened = _opened.Where(b => b.Outcome == BallotOutcome.Open).ToList();
        _opened.Clear();
        return opened;
    }

    public void OnApplied(LogEntry entry)
    {
        if (entry.Kind == EntryKind.BallotOpened)
        {
            if (Table.Find(entry.Index) is { } ballot && ballot.Opening.PlaceOf(raft.Self) >= 0) _opened.Add(ballot);
        }
        else if (entry.Kind == EntryKind.BallotDecided && raft.Admission.DecidedBallot is { } decided)
        {
            _own.Remove(decided.Number);
            _gathered.Remove(decided.Number);
            _deciding.Remove(decided.Number);
            Decided.Add(decided);
        }
    }

    /// <summary>This node's vote, signed and on its disk.</summary>
    public void Voted(ulong number, BallotChoice choice, byte[] signature)
    {
        if (Table.Find(number) is not { Outcome: BallotOutcome.Open }) return;
        _news |= _own.TryAdd(number, new BallotVote(raft.Self, choice, signature));
    }

    /// <summary>Another elector's vote; one whose signature is wrong is refused.</summary>
    public void OnCast(BallotCast m)
    {
        if (Table.Find(m.Ballot) is not { Outcome: BallotOutcome.Open } ballot) return;
        var vote = new BallotVote(m.From, m.Choice, m.Signature);
        var known = _gathered.GetValueOrDefault(m.Ballot)?.GetValueOrDefault(m.From);
        if (known is not null && known.Choice == m.Choice) return;
        if (!Table.IsValid(ballot, m.From, m.Choice, m.Signature)) Refused++;
        else if (known is null) Gather(ballot.Number, vote);
        else Conflicts.Add((ballot, known, vote));
    }

    /// <summary>Sends own votes to the leader, or, on the leader, decides what can be decided.</summary>
    public void Advance(List<PeerMessage> outbox, ulong unixMs, TimeSpan now)
    {
        if (Table.OpenCount == 0) return;
        var changed = _seen != (raft.Term, raft.Leader);
        _seen = (raft.Term, raft.Leader);
        if (raft.Role == RaftRole.Leader) Lead(unixMs);
        else if (changed || _news || now >= _nextSend) Tell(outbox, now);
    }

    // The state came from a snapshot: every open ballot is new to this node, and what is not open is of no use any more.
    private void OnRestored()
    {
        _restores = Table.Restores;
        _opened.Clear();
        _opened.AddRange(Table.Open.Where(b => b.Opening.PlaceOf(raft.Self) >= 0));
        var open = Table.Open.Select(b => b.Number).ToHashSet();
        foreach (var number in _own.Keys.Where(n => !open.Contains(n)).ToList()) _own.Remove(number);
        foreach (var number in _gathered.Keys.Where(n => !open.Contains(n)).ToList()) _gathered.Remove(number);
    }

    private void Tell(List<PeerMessage> outbox, TimeSpan now)
    {
        _nextSend = now + options.ResendAfter;
        if (raft.Leader.IsEmpty) return;
        _news = false;
        foreach (var (ballot, vote) in _own) outbox.Add(new BallotCast(raft.Self, raft.Leader, ballot, vote.Choice, vote.Signature));
    }

    // A leader decides only once an entry of its own term is committed: before, a decision of its predecessor may yet come.
    private void Lead(ulong unixMs)
    {
        if (_term != raft.Term)
        {
            _term = raft.Term;
            _deciding.Clear();
        }

        if (raft.Log.Term(raft.Applied) != raft.Term || !raft.Successor.IsEmpty) return;
        foreach (var (number, vote) in _own)
        {
            if (_gathered.GetValueOrDefault(number)?.ContainsKey(raft.Self) != true) Gather(number, vote);
        }

        var time = Math.Max(unixMs, raft.Log.LastTime);
        foreach (var ballot in Table.Open.Where(b => !_deciding.Contains(b.Number)).ToList()) TryDecide(ballot, time, unixMs);
    }

    private void TryDecide(Ballot ballot, ulong time, ulong unixMs)
    {
        var opening = ballot.Opening;
        var votes = _gathered.GetValueOrDefault(ballot.Number)?.Values.ToList() ?? [];
        var outcome = BallotTally.Decide(opening.Electorate.Count, opening.Quorum, opening.Veto, votes.Select(v => v.Choice), time, ballot.Deadline);
        if (outcome == BallotOutcome.Open) return;
        _deciding.Add(ballot.Number);
        var placed = votes.Select(v => ((ushort)opening.PlaceOf(v.Elector), v.Choice, v.Signature)).OrderBy(v => v.Item1).ToList();
        raft.AppendDecision(new BallotDecision(ballot.Number, outcome, placed).Encode(), unixMs);
    }

    private void Gather(ulong ballot, BallotVote vote)
    {
        if (!_gathered.TryGetValue(ballot, out var votes)) _gathered.Add(ballot, votes = []);
        votes.TryAdd(vote.Elector, vote);
    }
}
