using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

// Linearisable reads: questions to the leader, and its answers to others.
internal sealed partial class ConsensusCore
{
    /// <summary>Waits until everything that is committed now is applied here.</summary>
    public void Read(ReadRequest request) => Reads.Submit(request);

    private void OnReadRequest(ReadIndexRequest m)
    {
        if (!Raft.ReadIndex(m.From, m.Number)) _outbox.Add(new ReadIndexResponse(Raft.Self, m.From, m.Number, 0, false));
    }

    // Before Raft's own effects are taken: the leader's own question is part of the round that they begin.
    private void AskForReads(TimeSpan now)
    {
        if (Reads.TakeQuestion(now) is not { } number) return;
        if (Raft.Leader == Raft.Self) Raft.ReadIndex(Raft.Self, number);
        else _outbox.Add(new ReadIndexRequest(Raft.Self, Raft.Leader, number));
    }

    private void AnswerReads()
    {
        foreach (var read in Raft.ReadStates)
        {
            if (AnswerInquiry(read)) continue;
            if (read.Reader == Raft.Self) Reads.OnAnswer(read.Number, read.Index, read.Confirmed);
            else _outbox.Add(new ReadIndexResponse(Raft.Self, read.Reader, read.Number, read.Index, read.Confirmed));
        }

        Raft.ReadStates.Clear();
    }

    private void FinishReads()
    {
        AnswerReads();
        Reads.OnApplied(Machine?.Applied ?? Raft.Applied);
        _effects.Reads.AddRange(Reads.Replies);
        Reads.Replies.Clear();
    }
}
