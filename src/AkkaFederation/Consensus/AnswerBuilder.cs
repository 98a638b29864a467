using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Consensus;

/// <summary>Puts the answers to one asker into one message; proposals under the same seal share it.</summary>
internal sealed class AnswerBuilder(RaftCore? raft, ulong unixMs)
{
    private readonly List<CertifiedSeal> _seals = [];

    public ProposalAnswers Answers { get; } = new();

    /// <summary>Adds an answer; its entry is given where it is not in memory.</summary>
    public void Add(ProposalReply reply, LogEntry? entry = null)
    {
        var outcome = new Outcome
        {
            Session = reply.Proposal.Key.Session,
            Seq = reply.Proposal.Key.Seq,
            Kind = KindOf(reply.Verdict),
            Index = reply.Index,
            Reason = reply.Reason,
            Cause = (uint)reply.Cause,
            Asked = reply.Proposal.Kind is EntryKind.Proposal or EntryKind.SessionOpened ? 0 : (uint)reply.Proposal.Kind,
        };
        if (reply.Verdict == ProposalVerdict.Committed) outcome.CommittedAtMs = unixMs;
        if (reply.Result is { } result) outcome.Result = UnsafeByteOperations.UnsafeWrap(result);
        if (reply.Seal is { } seal) Certify(outcome, seal, entry ?? raft!.Log[outcome.Index]);
        if (reply.Proposal.Kind == EntryKind.SessionOpened && raft?.Admission.Sessions.Get(reply.Index) is { } session)
            (outcome.SessionWindow, outcome.SessionTtlMs) = (session.Terms.Window, session.Terms.TtlMs);
        Answers.Outcomes.Add(outcome);
    }

    private void Certify(Outcome outcome, CertifiedSeal seal, LogEntry entry)
    {
        outcome.Seal = Place(seal);
        outcome.Leaf = UnsafeByteOperations.UnsafeWrap(Leaf.Of(entry));
        outcome.Path = UnsafeByteOperations.UnsafeWrap(raft!.Log.Tree.Proof(outcome.Index - 1, seal.Statement.Size).SelectMany(h => h).ToArray());
    }

    private uint Place(CertifiedSeal seal)
    {
        var place = _seals.IndexOf(seal);
        if (place >= 0) return (uint)place + 1;
        _seals.Add(seal);
        Answers.Seals.Add(SealCodec.Encode(seal));
        return (uint)_seals.Count;
    }

    private static OutcomeKind KindOf(ProposalVerdict verdict) => verdict switch
    {
        ProposalVerdict.Committed => OutcomeKind.OutcomeCommitted,
        ProposalVerdict.Aborted => OutcomeKind.OutcomeAborted,
        ProposalVerdict.Expired => OutcomeKind.OutcomeExpired,
        ProposalVerdict.NotLeader => OutcomeKind.OutcomeNotLeader,
        _ => OutcomeKind.OutcomeIndeterminate,
    };
}
