using AkkaFederation.Consensus;
using AkkaFederation.Identity;
using AkkaFederation.Wire;

namespace AkkaFederation.Client;

// What nodes answer.
internal sealed partial class ClientActor
{
    private void OnAnswers(ProposalAnswers answers)
    {
        _term = Math.Max(_term, answers.Term);
        foreach (var outcome in answers.Outcomes)
        {
            if (outcome.Session == 0 && outcome.Seq == _session.Nonce) OnSession(outcome, answers);
            else if (_sent.TryGetValue(KeyOf(outcome), out var proposal)) OnOutcome(proposal, outcome, answers);
        }

        // Straight to the leader is one hop less.
        if (!_nodes.IsLocal && answers.LeaderEndpoint.Length > 0 && answers.LeaderEndpoint != _current) _current = answers.LeaderEndpoint;
        if (_waiting.Count > 0) QueueFlush();
    }

    private static SentKey KeyOf(Outcome outcome) =>
        new(outcome.Session, outcome.Seq, outcome.Asked == 0 ? EntryKind.Proposal : (EntryKind)Math.Min(outcome.Asked, byte.MaxValue));

    private void OnOutcome(ClientProposal proposal, Outcome outcome, ProposalAnswers answers)
    {
        var node = proposal.SentTo;
        _heard[node] = Now;
        switch (outcome.Kind)
        {
            case OutcomeKind.OutcomeCommitted:
                if (proposal.Session == _session.Number) _session.LastUsed = Now;
                Finish(proposal, new ProposalOutcome.Committed(proposal.Id, proposal.Session, outcome.Index, ClientCodec.Certificate(outcome, answers, proposal))
                {
                    Result = outcome.HasResult ? outcome.Result.Memory : default(ReadOnlyMemory<byte>?),
                });
                return;
            case OutcomeKind.OutcomeAborted:
                proposal.MayHaveIt.Remove(node);
                OnAborted(proposal, outcome);
                return;
            case OutcomeKind.OutcomeNotLeader when IsElsewhere(outcome, answers):
                _sent.Remove(proposal.Key);
                proposal.Fail(Elsewhere(answers));
                return;
            case OutcomeKind.OutcomeNotLeader:
                // It stays in line: sent again to the named leader, or at the next tick to the next node.
                proposal.MayHaveIt.Remove(node);
                proposal.SentAt = TimeSpan.MinValue / 2;
                _heard.Remove(node);
                if (answers.LeaderEndpoint.Length > 0 && answers.LeaderEndpoint != node) Send([proposal], answers.LeaderEndpoint);
                return;
            case OutcomeKind.OutcomeExpired:
                proposal.MayHaveIt.Remove(node);
                break;
        }

        // The node has given up at its deadline, which is the caller's.
        Finish(proposal, proposal.Undecided);
    }

    private void OnAborted(ClientProposal proposal, Outcome outcome)
    {
        var cause = CauseCodec.Decode(outcome.Cause);
        var sessionIsGone = cause is AbortCause.UnknownSession or AbortCause.SessionExpired or AbortCause.OutOfWindow;
        if (sessionIsGone && proposal.Session == _session.Number) _session = NewSession();
        if (proposal.Kind == EntryKind.Resolved)
        {
            OnResolutionRefused(proposal, outcome, cause);
        }
        else if (proposal.MayHaveIt.Count > 0 || (sessionIsGone && proposal.Sends > 1))
        {
            // An earlier copy may have been applied, in a session that nobody remembers.
            Finish(proposal, new ProposalOutcome.Indeterminate(proposal.Id, proposal.Session));
        }
        else if (sessionIsGone && !proposal.Moved)
        {
            Move(proposal);
        }
        else
        {
            Finish(proposal, new ProposalOutcome.Aborted(proposal.Id, proposal.Session, outcome.Reason) { Cause = cause });
        }
    }

    // A fence is what was asked for; any other refusal has settled nothing.
    private void OnResolutionRefused(ClientProposal resolution, Outcome outcome, AbortCause cause)
    {
        if (cause == AbortCause.Fenced)
        {
            Finish(resolution, new ProposalOutcome.Aborted(resolution.Id, resolution.Session, outcome.Reason) { Cause = cause });
            return;
        }

        _sent.Remove(resolution.Key);
        resolution.Fail(new InvalidOperationException($"Proposal {resolution.Seq} of session {resolution.Session} cannot be resolved: {outcome.Reason}."));
    }

    // It was sent once, and refused for good: it is in no log, and goes by the next session under the same id.
    private void Move(ClientProposal proposal)
    {
        _sent.Remove(proposal.Key);
        (proposal.Session, proposal.Sends, proposal.Moved) = (0, 0, true);
        _waiting.Enqueue(proposal);
    }

    // A client of this very node cannot turn to another one: its caller must.
    private bool IsElsewhere(Outcome outcome, ProposalAnswers answers) =>
        _nodes.IsLocal && outcome.Kind == OutcomeKind.OutcomeNotLeader && answers.Leader.Length > 0;

    private static NotLeaderException Elsewhere(ProposalAnswers answers) => new(Did.Parse(answers.Leader), answers.LeaderEndpoint);

    private void Finish(ClientProposal proposal, ProposalOutcome outcome)
    {
        _sent.Remove(proposal.Key);
        if (proposal.Session == _session.Number)
        {
            if (outcome is ProposalOutcome.Indeterminate && proposal.Kind != EntryKind.Resolved) _session.Doubt(proposal.Seq);
            else if (proposal.Kind == EntryKind.Resolved && outcome is not ProposalOutcome.Indeterminate) _session.Settle(proposal.Seq);
        }

        proposal.Complete(outcome);
    }
}
