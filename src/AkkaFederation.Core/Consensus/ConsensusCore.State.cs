namespace AkkaFederation.Consensus;

// The replicated state: the parts are applied with the commit, the user's state machine beside the core, at its own pace.
internal sealed partial class ConsensusCore
{
    /// <summary>The state machine has applied what it was given up to an index.</summary>
    public void MachineApplied(ulong index, IReadOnlyList<(ulong Index, ReadOnlyMemory<byte> Result)> results) =>
        Machine!.Done(index, results);

    private void Apply(LogEntry entry)
    {
        State.Apply(entry);
        var verdict = Raft.Admission.Verdict;
        if (verdict.Standing != SessionStanding.New) Machine?.PassOver(entry.Index);
        Desk.OnApplied(entry, verdict, Newest);
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
