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
            if (outcome.Session == 0 && outcome.Seq == _nonce) OnSession(outcome, answers);
            else if (outcome.Session == _session && _sent.TryGetValue(outcome.Seq, out var proposal)) OnOutcome(proposal, outcome, answers);
        }

        // Straight to the leader is one hop less.
        if (!_nodes.IsLocal && answers.LeaderEndpoint.Length > 0 && answers.LeaderEndpoint != _current) _current = answers.LeaderEndpoint;
        if (_waiting.Count > 0) QueueFlush();
    }

    private void OnSession(Outcome outcome, ProposalAnswers answers)
    {
        if (_session != 0) return;
        if (IsElsewhere(outcome, answers))
        {
            while (_waiting.TryDequeue(out var proposal)) proposal.Fail(Elsewhere(answers));
            _openedAt = null;
        }

        if (outcome.Kind != OutcomeKind.OutcomeCommitted) return;
        _session = outcome.Index;
        _window = (int)Math.Clamp(answers.MaxPending, 1, 65_536);
    }

    private void OnOutcome(ClientProposal proposal, Outcome outcome, ProposalAnswers answers)
    {
        var node = proposal.SentTo;
        _heard[node] = Now;
        switch (outcome.Kind)
        {
            case OutcomeKind.OutcomeCommitted:
                Finish(proposal, new ProposalOutcome.Committed(proposal.Id, _session, outcome.Index, ClientCodec.Certificate(outcome, answers, proposal))
                {
                    Result = outcome.HasResult ? outcome.Result.Memory : default(ReadOnlyMemory<byte>?),
                });
                return;
            case OutcomeKind.OutcomeAborted:
                proposal.MayHaveIt.Remove(node);
                Finish(proposal, proposal.MayHaveIt.Count == 0
                    ? new ProposalOutcome.Aborted(proposal.Id, _session, outcome.Reason)
                    : new ProposalOutcome.Indeterminate(proposal.Id, _session));
                return;
            case OutcomeKind.OutcomeNotLeader when IsElsewhere(outcome, answers):
                _sent.Remove(proposal.Seq);
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
        _sent.Remove(proposal.Seq);
        GiveUp(proposal);
    }

    // A client of this very node cannot turn to another one: its caller must.
    private bool IsElsewhere(Outcome outcome, ProposalAnswers answers) =>
        _nodes.IsLocal && outcome.Kind == OutcomeKind.OutcomeNotLeader && answers.Leader.Length > 0;

    private static NotLeaderException Elsewhere(ProposalAnswers answers) => new(Did.Parse(answers.Leader), answers.LeaderEndpoint);

    private void Finish(ClientProposal proposal, ProposalOutcome outcome)
    {
        _sent.Remove(proposal.Seq);
        proposal.Complete(outcome);
    }
}
