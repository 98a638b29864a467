using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>
/// Watches a simulated federation from outside and fails at the first sight of a broken promise: election safety, log
/// matching, leader completeness, state machine safety, linearisable reads, monotone term and commit, one statement for each (voter, term,
/// size), one vote for each (voter, term), certificates that verify, what was acknowledged is never lost nor there twice.
/// </summary>
internal sealed class SimChecker(SimCluster cluster)
{
    private readonly Dictionary<ulong, Did> _leaders = [];
    private readonly Dictionary<(Did, ulong), ulong> _leaderTerms = [];
    private readonly Dictionary<(Did, ulong, ulong), byte[]> _signed = [];
    private readonly Dictionary<(Did, ulong), Did> _votes = [];
    private readonly Dictionary<Did, (ulong Term, ulong Commit)> _last = [];
    private readonly HashSet<PendingKey> _keys = [];
    private CertificateVerifier? _verifier;

    /// <summary>The one committed log, as far as anybody has applied it.</summary>
    public List<LogEntry> Committed { get; } = [];

    public Dictionary<ProposalKey, ulong> Acknowledged { get; } = [];

    public List<ProposalReply> Replies { get; } = [];

    public SimVoterChecker Voters { get; } = new(cluster);

    public int Certificates { get; private set; }

    public int Leaders => _leaders.Count;

    public int Reads { get; private set; }

    private CertificateVerifier Verifier => _verifier ??= new CertificateVerifier(cluster.Trust, new TestVerifier());

    public void OnStart(SimNode node) => _last[node.Id] = (node.Raft.Term, 0);

    public void OnEffects(SimNode node, ConsensusEffects effects)
    {
        var raft = node.Raft;
        var (term, commit) = _last[node.Id];
        Assert.True(raft.Term >= term && raft.Commit >= commit, $"{cluster.Seed}: term or commit went back");
        _last[node.Id] = (raft.Term, raft.Commit);
        if (raft.Role == RaftRole.Leader) OnLeader(node);
        Voters.OnEffects(node, raft.Commit > commit);
        foreach (var message in effects.Messages) OnMessage(node, message);
        for (var i = effects.ApplyFrom; i <= effects.ApplyTo; i++) OnApplied(raft.Log[i]);
    }

    public void OnReply(SimNode node, ProposalReply reply)
    {
        Replies.Add(reply);
        if (reply.Verdict != ProposalVerdict.Committed) return;
        var key = reply.Proposal.Key;
        if (reply.Proposal.Kind == EntryKind.SessionClosed) return;
        Assert.True(Acknowledged.TryAdd(key, reply.Index) || Acknowledged[key] == reply.Index, $"{cluster.Seed}: two indexes for {key}");
        Assert.Equal(key, Committed[(int)reply.Index - 1].Key);
        if (reply.Seal is not { } seal) return;
        Voters.OnSeal(seal);
        if (node.Raft.Log.TryGet(reply.Index) is null) return;
        foreach (var tile in node.Raft.Log.Tree.MissingTiles([seal.Statement.Size], [reply.Index - 1])) node.Raft.Log.Tree.Load(node.Disk.Tiles[tile]);
        var certificate = CommitCertificate.Create(node.Raft.Log, reply.Index, seal);
        if (seal.Statement.Epoch == 0) Assert.True(Verifier.Verify(certificate, out var reason), $"{cluster.Seed}: {reason}");
        Certificates++;
    }

    /// <summary>A state machine is what the committed log makes of it.</summary>
    public void OnState(SimNode node, SimMachine machine)
    {
        if (machine.Applied > (ulong)Committed.Count) return;
        var hash = new byte[32];
        foreach (var entry in Committed.Take((int)machine.Applied)) hash = SimMachine.Next(hash, entry);
        Assert.True(hash.AsSpan().SequenceEqual(machine.Hash), $"{cluster.Seed}: the state of {node.Id} at {machine.Applied} is not the log's");
    }

    /// <summary>A snapshot that somebody relies on: its certificate verifies, and there is one statement for each mark.</summary>
    public void OnRecord(SnapshotRecord record)
    {
        Assert.True(Verifier.Verify(record.Certificate, out var reason), $"{cluster.Seed}: {reason}");
        Assert.Equal(record.Manifest.Statement.Bytes, Committed[(int)record.Checkpoint - 1].Payload.ToArray());
        Assert.Equal(EntryKind.CheckpointMark, Committed[(int)record.Mark - 1].Kind);
        Records[record.Mark] = record;
    }

    public SortedDictionary<ulong, SnapshotRecord> Records { get; } = [];

    /// <summary>Every replica comes to the same decision, by votes that are their electors' only ones, at the same place.</summary>
    public void OnBallotDecided(SimNode node, Ballot ballot)
    {
        var electors = ballot.Opening.Electorate;
        foreach (var (place, choice, _) in ballot.Decision!.Votes)
            Assert.True(cluster[electors[place]].Disk.Votes[ballot.Number] == choice, $"{cluster.Seed}: ballot {ballot.Number} counts a vote that {electors[place]} has not given");
        var decided = (ballot.Outcome, ballot.DecidedAt);
        Assert.True(Ballots.TryAdd(ballot.Number, decided) || Ballots[ballot.Number] == decided, $"{cluster.Seed}: two decisions of ballot {ballot.Number}");
    }

    public Dictionary<ulong, (BallotOutcome Outcome, ulong DecidedAt)> Ballots { get; } = [];

    public void OnRead(SimNode node, ReadReply reply)
    {
        var read = (SimRead)reply.ReplyTo;
        Assert.True(read.Reply is null, $"{cluster.Seed}: a read was answered twice");
        read.Reply = reply;
        if (reply.Verdict != ReadVerdict.Ready) return;
        Assert.True(reply.Index >= (ulong)read.CommittedBefore, $"{cluster.Seed}: a stale read at {reply.Index} of {read.CommittedBefore}");
        Assert.True(node.Raft.Applied >= reply.Index, $"{cluster.Seed}: read at {reply.Index}, applied {node.Raft.Applied}");
        Reads++;
    }

    /// <summary>To be called once all is quiet: every node holds the same log with everything that was acknowledged.</summary>
    public void CheckEnd()
    {
        foreach (var (key, index) in Acknowledged) Assert.Equal(key, Committed[(int)index - 1].Key);
        foreach (var node in cluster.Members)
        {
            node.Raft.Log.CheckInvariants();
            if (node.Machine is { } machine && node.Fatal is null) OnState(node, machine);
            Assert.Equal((ulong)Committed.Count, node.Raft.Applied);
            Assert.Equal(cluster.Leader!.Raft.Log.Tree.Root((ulong)Committed.Count), node.Raft.Log.Tree.Root((ulong)Committed.Count));
        }
    }

    private void OnLeader(SimNode node)
    {
        var raft = node.Raft;
        Assert.True(_leaders.TryAdd(raft.Term, node.Id) || _leaders[raft.Term] == node.Id, $"{cluster.Seed}: two leaders in term {raft.Term}");
        if (!_leaderTerms.TryAdd((node.Id, raft.Term), 0)) return;

        // Leader completeness: whatever was committed before is in the log of whoever leads now.
        for (var i = 0; i < Committed.Count; i++)
            Assert.True(raft.Log.Term((ulong)i + 1) == Committed[i].Term, $"{cluster.Seed}: leader of term {raft.Term} lacks entry {i + 1}");
    }

    private void OnMessage(SimNode node, PeerMessage message)
    {
        switch (message)
        {
            case SealSignature m:
                Assert.True(node.Disk.Hard.Term == m.Term, $"{cluster.Seed}: signed in a term that is not durable");
                Assert.True((ulong)node.Disk.ReadLog().LastIndex >= m.Size, $"{cluster.Seed}: signed what is not durable");
                if (_signed.TryGetValue((m.From, m.Term, m.Size), out var before)) Assert.Equal(before, m.Signature);
                else _signed.Add((m.From, m.Term, m.Size), m.Signature);
                break;
            case VoteResponse { Granted: true } m:
                Assert.Equal(new HardState(m.Term, m.To), node.Disk.Hard);
                Assert.True(_votes.TryAdd((m.From, m.Term), m.To) || _votes[(m.From, m.Term)] == m.To, $"{cluster.Seed}: two votes in term {m.Term}");
                break;
            case BallotCast m:
                Assert.True(node.Disk.Votes.TryGetValue(m.Ballot, out var vote) && vote == m.Choice, $"{cluster.Seed}: a vote was told that is not on disk");
                break;
            case VoteRequest m:
                Assert.Equal(new HardState(m.Term, m.From), node.Disk.Hard);
                break;
            case AppendResponse { Accepted: true } m:
                Assert.True(node.Disk.ReadLog().Matches(m.Index, node.Raft.Log.Term(m.Index)), $"{cluster.Seed}: acknowledged what is not durable");
                break;
        }
    }

    private void OnApplied(LogEntry entry)
    {
        if (entry.Index <= (ulong)Committed.Count)
        {
            Assert.True(Committed[(int)entry.Index - 1] == entry, $"{cluster.Seed}: two entries committed at {entry.Index}");
            return;
        }

        Assert.Equal((ulong)Committed.Count + 1, entry.Index);
        Committed.Add(entry);
        if (EntryKinds.IsProposed(entry.Kind)) Assert.True(_keys.Add(PendingKey.Of(entry.Key, entry.Kind)), $"{cluster.Seed}: {entry.Key} is in the log twice");
    }
}
