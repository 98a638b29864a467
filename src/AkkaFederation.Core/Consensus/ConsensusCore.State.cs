namespace AkkaFederation.Consensus;

// The replicated state: the parts are applied with the commit, the user's state machine beside the core, at its own pace.
internal sealed partial class ConsensusCore
{
    private readonly RaftRules _rules;
    private LogEntry? _mark;
    private ulong _capturedMark;

    /// <summary>Marks and checkpoints in the log.</summary>
    public CheckpointCore Checkpoints { get; }

    /// <summary>The state machine has applied what it was given up to an index.</summary>
    public void MachineApplied(ulong index, IReadOnlyList<(ulong Index, ReadOnlyMemory<byte> Result)> results) =>
        Machine!.Done(index, results);

    /// <summary>This node's own snapshot of a mark is durable in a slot of its store.</summary>
    public void SnapshotTaken(SnapshotManifest manifest, int slot) => Checkpoints.OnTaken(manifest, slot);

    /// <summary>A snapshot may be relied on: it is what followers far behind are offered.</summary>
    public void SnapshotAdopted(SnapshotRecord record) => Raft.Snapshot = record;

    private void Apply(ulong from, ulong to)
    {
        for (var i = from; i <= to; i++)
        {
            var entry = Raft.Log[i];
            State.Apply(entry);
            var verdict = Raft.Admission.Verdict;
            if (verdict.Standing != SessionStanding.New) Machine?.PassOver(i);
            Desk.OnApplied(entry, verdict, Newest);
            Ballots.OnApplied(entry);
            if (Checkpoints.OnApplied(entry)) _mark = entry;
            if (_mark is not null && _rules.CapturesNow(i, _mark.Index, i == to)) Capture(_mark);
        }

        if (Checkpoints.Diverged is { } problem) _effects.Fatal = problem;
    }

    private void Capture(LogEntry mark)
    {
        _mark = null;
        _capturedMark = mark.Index;
        var log = Raft.Log.BaseToSend(mark.Index) with { Time = mark.Time };
        _effects.Capture = new SnapshotCapture(log, mark.Term, Raft.Log.Configurations.At(mark.Index).Epoch, State.Write());
    }

    private void SettleCheckpoint()
    {
        if (Checkpoints.Settle(Newest) is { } record) _effects.Settle = record;
        if (Raft.Offered is not { } offer) return;
        _effects.Offer = offer;
        Raft.Offered = null;
    }

    private void PassReplies()
    {
        if (Machine is null)
        {
            _effects.Replies.AddRange(Desk.Replies);
        }
        else
        {
            Machine.Pass(Desk.Replies, _effects.Replies);
            _effects.ToMachine = Machine.Take();
            _effects.MachineCapture = _capturedMark;
        }

        Desk.Replies.Clear();
    }

    // A leader whose state machine is far behind takes no more, or its memory would have no bound.
    private void PushBack()
    {
        if (Machine is null) return;
        Raft.PushBack = Machine.IsFull ? $"the state machine is {Machine.Backlog} entries behind, its limit; try again later" : "";
    }

    // A follower's state machine that is far behind: it hears its leader, and takes no entries until there is room. The
    // leader's flow control comes back to it.
    private AppendRequest AsManyAsFit(AppendRequest m) =>
        Machine is { IsFull: true } && m.Entries.Count > 0 ? m with { Entries = [], Seal = 0 } : m;
}
