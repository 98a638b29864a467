using AkkaFederation.Consensus;
using AkkaFederation.Engine.Simulation;
using AkkaFederation.Identity;

namespace AkkaFederation.TestKit.Checks;

/// <summary>
/// The safety properties of Raft (Ongaro and Ousterhout 2014, figure 3), looked at after every turn of every voter:
/// election safety, log matching, leader completeness, state-machine safety; and that term and commit never go back.
/// </summary>
internal sealed class ConsensusChecker(ViolationList violations)
{
    private static readonly TimeSpan RootInterval = TimeSpan.FromMilliseconds(250);
    private readonly Dictionary<SimulatedProcess, Seen> _lives = [];
    private readonly Dictionary<Did, ulong> _terms = [];
    private readonly Dictionary<ulong, Did> _leaders = [];
    private readonly Dictionary<(ulong Index, ulong Term), string> _prefixes = [];
    private readonly Dictionary<ProposalKey, ulong> _proposals = [];
    private readonly List<LogEntry> _committed = [];
    private ulong _epoch;

    /// <summary>What the federation has committed, as its nodes have shown it.</summary>
    public IReadOnlyList<LogEntry> Committed => _committed;

    /// <summary>Terms that had a leader.</summary>
    public int Elections => _leaders.Count;

    /// <summary>Changes of who votes among what is committed.</summary>
    public int Changes { get; private set; }

    /// <summary>Proposals of clients among what is committed.</summary>
    public int Commits { get; private set; }

    public void Observe(SimulatedProcess process, RaftCore raft)
    {
        if (!_lives.TryGetValue(process, out var seen)) seen = Begin(process, raft);
        if (raft.Term != seen.Term) OnTerm(process, raft, seen);
        if (raft.Role == RaftRole.Leader && seen.LedTerm != raft.Term) OnLeader(process, raft, seen);
        if (raft.Configuration != seen.Voters) OnVoters(process, raft, seen);
        if (raft.Commit != seen.Commit) OnCommit(process, raft, seen);
        if (process.Loop.Now - seen.RootAt >= RootInterval) CheckPrefix(process, raft, seen);
    }

    private Seen Begin(SimulatedProcess process, RaftCore raft)
    {
        var seen = new Seen { Term = raft.Term };
        _lives.Add(process, seen);
        if (_terms.TryGetValue(raft.Self, out var former) && raft.Durable.Term < former)
            violations.Add("monotone term", $"{process.Name} began a life in term {raft.Durable.Term} and had promised term {former}");
        return seen;
    }

    private void OnTerm(SimulatedProcess process, RaftCore raft, Seen seen)
    {
        if (raft.Term < seen.Term) violations.Add("monotone term", $"{process.Name} went from term {seen.Term} to {raft.Term}");
        seen.Term = raft.Term;
        if (raft.Durable.Term == raft.Term) _terms[raft.Self] = raft.Term;
    }

    private void OnLeader(SimulatedProcess process, RaftCore raft, Seen seen)
    {
        seen.LedTerm = raft.Term;
        if (!_leaders.TryAdd(raft.Term, raft.Self) && _leaders[raft.Term] != raft.Self)
            violations.Add("election safety", $"{process.Name} leads term {raft.Term}, which {_leaders[raft.Term]} has led");
        if (_committed.Count == 0) return;
        var last = _committed[^1];
        if (last.Term < raft.Term && !raft.Log.Matches(last.Index, last.Term))
            violations.Add("leader completeness", $"{process.Name} leads term {raft.Term} without entry {last.Index} of term {last.Term}, which is committed");
    }

    private void OnCommit(SimulatedProcess process, RaftCore raft, Seen seen)
    {
        if (raft.Commit < seen.Commit) violations.Add("monotone commit", $"{process.Name} went from {seen.Commit} to {raft.Commit}");
        for (var index = seen.Commit + 1; index <= raft.Commit; index++)
        {
            // What a life finds committed at its beginning may lie below its memory; others have shown it.
            if (raft.Log.TryGet(index) is { } entry) OnCommitted(process, entry);
        }

        seen.Commit = raft.Commit;
        raft.CheckInvariants();
    }

    private void OnCommitted(SimulatedProcess process, LogEntry entry)
    {
        if (entry.Index <= (ulong)_committed.Count)
        {
            var first = _committed[(int)(entry.Index - 1)];
            if (first.Term != entry.Term || first.Key != entry.Key || !first.Payload.Span.SequenceEqual(entry.Payload.Span))
                violations.Add("state-machine safety", $"{process.Name} committed another entry {entry.Index} (term {entry.Term}) than others (term {first.Term})");
            return;
        }

        if (entry.Index > (ulong)_committed.Count + 1)
        {
            violations.Add("state-machine safety", $"{process.Name} committed entry {entry.Index} before anybody committed entry {_committed.Count + 1}");
            return;
        }

        _committed.Add(entry);
        if (entry.Kind == EntryKind.Configuration) OnCommittedVoters(process, entry);
        if (entry.Kind is not (EntryKind.Proposal or EntryKind.SessionOpened)) return;
        if (entry.Kind == EntryKind.Proposal) Commits++;
        if (!_proposals.TryAdd(entry.Key, entry.Index))
            violations.Add("exactly once", $"{entry.Key} stands at {_proposals[entry.Key]} and at {entry.Index}");
    }

    // Changes of voters come one at a time, each committed before the next begins (dissertation 4.1).
    private void OnVoters(SimulatedProcess process, RaftCore raft, Seen seen)
    {
        seen.Voters = raft.Configuration;
        raft.Log.Configurations.CheckInvariants();
        var open = raft.Log.Configurations.All.Count(c => c.Epoch > raft.Commit && raft.Log.Term(c.Epoch) == raft.Term);
        if (raft.Role == RaftRole.Leader && open > 1) violations.Add("one change at a time", $"{process.Name} has {open} changes of voters under way");
    }

    private void OnCommittedVoters(SimulatedProcess process, LogEntry entry)
    {
        if (!VoterConfiguration.TryRead(entry.Payload.Span, entry.Index, out var voters, out var error))
            violations.Add("voters", $"{process.Name} committed a configuration that cannot be read: {error}");
        else if (voters.Previous != _epoch)
            violations.Add("voters", $"the configuration of entry {entry.Index} follows that of entry {voters.Previous}, not the committed one of entry {_epoch}");
        _epoch = entry.Index;
        Changes++;
    }

    // Two logs with the same term at an index have the same entries up to it: the tree's root says so at once.
    private void CheckPrefix(SimulatedProcess process, RaftCore raft, Seen seen)
    {
        seen.RootAt = process.Loop.Now;
        var index = raft.Log.LastIndex;
        if (index == 0) return;
        var root = Convert.ToHexStringLower(raft.Log.Tree.Root(index));
        var key = (index, raft.Log.LastTerm);
        if (!_prefixes.TryAdd(key, root) && _prefixes[key] != root)
            violations.Add("log matching", $"{process.Name} has another log up to entry {index} of term {raft.Log.LastTerm} than others");
    }

    private sealed class Seen
    {
        public VoterConfiguration? Voters { get; set; }

        public ulong Term { get; set; }

        public ulong LedTerm { get; set; }

        public ulong Commit { get; set; }

        public TimeSpan RootAt { get; set; } = TimeSpan.MinValue / 2;
    }
}
