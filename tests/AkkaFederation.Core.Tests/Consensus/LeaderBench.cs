using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>A leader of three that has a long log, of which little is in memory; C follows it, B is played by the test.</summary>
internal sealed class LeaderBench
{
    private readonly Did[] _names = TestKeys.Names(3);

    public LeaderBench(RaftOptions options, IReadOnlyList<LogEntry> entries, LogLimits limits)
    {
        var log = new RaftLog(limits);
        foreach (var entry in entries) log.Append(entry);
        var applied = (ulong)entries.Count;
        Raft = new RaftCore(options, Me, _names, log, new HardState(1, default), applied, new Random(1), Now, applied);
        Now += options.ElectionMax;
        Raft.Tick(Now);
        Settle();
        Raft.Step(new PreVoteResponse(C, Me, 2, true), Now);
        Settle();
        Raft.Step(new VoteResponse(C, Me, 2, true), Now);
        Settle();
        Assert.Equal(RaftRole.Leader, Raft.Role);
        Raft.Step(new AppendResponse(C, Me, 2, true, Raft.Log.LastIndex, 0, 0), Now);
    }

    public RaftCore Raft { get; }

    public TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(1);

    public Did Me => _names[0];

    public Did B => _names[1];

    public Did C => _names[2];

    public void Advance(TimeSpan time) => Now += time;

    /// <summary>What is to be done; a write is done at once, and C has everything.</summary>
    public Ready TakeReady()
    {
        var ready = Raft.TakeReady(Now);
        if (ready.Persist is { } batch) Raft.Persisted(batch.Number, Now);
        Raft.CheckInvariants();
        return ready;
    }

    /// <summary>What clients would have appended.</summary>
    public void AppendNoise(int entries)
    {
        for (var i = 0; i < entries; i++)
            Raft.Log.Append(new LogEntry { Index = Raft.Log.LastIndex + 1, Term = Raft.Term, Time = Raft.Log.LastTime, Kind = EntryKind.NoOp });
    }

    private void Settle()
    {
        while (Raft.TakeReady(Now).Persist is { } batch) Raft.Persisted(batch.Number, Now);
    }
}
