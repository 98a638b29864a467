using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>One Raft core on a bench: messages are put in by hand and what comes out is looked at. Others are only names.</summary>
internal sealed class RaftBench
{
    private readonly Did[] _names;

    public RaftBench(int voters = 3, IReadOnlyList<LogEntry>? log = null, HardState hard = default, ulong commit = 0, int seed = 1)
    {
        _names = TestKeys.Names(voters);
        Disk = new SimDisk();
        Disk.Write(new PersistBatch(0, hard, 0, log ?? [], commit));
        Raft = new RaftCore(Options, Me, _names, Disk.ReadLog(), hard, commit, new Random(seed), Now);
    }

    public RaftOptions Options { get; } = new();

    public SimDisk Disk { get; }

    public RaftCore Raft { get; }

    public TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(1);

    public Did Me => _names[0];

    public Did B => _names[1];

    public Did C => _names[2];

    public Did D => _names[3];

    public Did E => _names[4];

    public static LogEntry Entry(ulong index, ulong term, ulong seq = 0) => new()
    {
        Index = index, Term = term, Kind = EntryKind.NoOp, Seq = seq,
    };

    public static List<LogEntry> Log(params ulong[] terms) => [.. terms.Select((t, i) => Entry((ulong)i + 1, t))];

    /// <summary>Feeds a message and gives back what is sent before anything is written.</summary>
    public List<RaftMessage> Step(RaftMessage message)
    {
        Raft.Step(message, Now);
        Raft.CheckInvariants();
        return Take(out _);
    }

    /// <summary>Feeds a message, finishes all writes, and gives back everything that was sent.</summary>
    public List<RaftMessage> StepDurably(RaftMessage message)
    {
        Raft.Step(message, Now);
        return Settle();
    }

    public List<RaftMessage> Take(out PersistBatch? batch)
    {
        var ready = Raft.TakeReady(Now);
        Raft.CheckInvariants();
        batch = ready.Persist;
        return [.. ready.Messages];
    }

    /// <summary>Finishes writes until there is nothing more to do.</summary>
    public List<RaftMessage> Settle()
    {
        var sent = new List<RaftMessage>();
        while (true)
        {
            sent.AddRange(Take(out var batch));
            if (batch is null) return sent;
            Finish(batch);
        }
    }

    public void Finish(PersistBatch batch)
    {
        Disk.Write(batch);
        Raft.Persisted(batch.Number, Now);
    }

    public List<RaftMessage> Pass(TimeSpan span)
    {
        Now += span;
        Raft.Tick(Now);
        return Settle();
    }

    public List<RaftMessage> PassElectionTimeout() => Pass(Options.ElectionMax);

    /// <summary>Makes this core the leader with the votes of as many as are needed.</summary>
    public List<RaftMessage> Elect()
    {
        PassElectionTimeout();
        var needed = _names.Length / 2;
        for (var i = 1; i <= needed; i++) Raft.Step(new PreVoteResponse(_names[i], Me, Raft.Term + 1, true), Now);
        Settle();
        for (var i = 1; i <= needed; i++) Raft.Step(new VoteResponse(_names[i], Me, Raft.Term, true), Now);
        Assert.Equal(RaftRole.Leader, Raft.Role);
        return Settle();
    }

    public AppendRequest Append(Did from, ulong term, ulong prevIndex, ulong prevTerm, IEnumerable<LogEntry> entries, ulong commit = 0) =>
        new(from, Me, term, prevIndex, prevTerm, [.. entries], commit, 0);

    public AppendResponse Accepted(Did from, ulong index) => new(from, Me, Raft.Term, true, index, 0, 0);

    public void Propose(ulong seq) =>
        Assert.Equal(AppendStatus.Appended, Raft.Append(new Proposal(new ProposalKey(B, 0, seq), EntryKind.SessionOpened, 0, default), 1).Status);
}
