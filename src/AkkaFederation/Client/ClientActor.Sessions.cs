using AkkaFederation.Consensus;
using AkkaFederation.Wire;

namespace AkkaFederation.Client;

// The client's session: opened when there is something to propose, left behind when it is in the way, closed at the end.
internal sealed partial class ClientActor
{
    // The same nonce would be the same session: the time keeps clients apart whose generators have the same seed.
    private SessionWindow NewSession() => new() { Nonce = (ulong)(_random.NextInt64() ^ Context.System.Scheduler.Now.UtcTicks) };

    private void OpenSession()
    {
        if (_waiting.Count == 0 || (_session.AskedAt is { } asked && Now - asked < Silence)) return;
        _session.AskedAt = Now;
        Tell(_current, new OpenSession { Nonce = _session.Nonce, TtlMs = (uint)(4 * Silence).TotalMilliseconds });
    }

    private void OnSession(Outcome outcome, ProposalAnswers answers)
    {
        if (_session.IsOpen) return;
        if (IsElsewhere(outcome, answers))
        {
            while (_waiting.TryDequeue(out var proposal)) proposal.Fail(Elsewhere(answers));
            _session.AskedAt = null;
        }

        if (outcome.Kind == OutcomeKind.OutcomeAborted) RefuseWaiting(outcome);
        if (outcome.Kind != OutcomeKind.OutcomeCommitted) return;
        _session.Open(outcome.Index, outcome.SessionWindow, outcome.SessionTtlMs, Now);
        _window = (int)Math.Clamp(answers.MaxPending, 1, 65_536);
    }

    // A node that has no room asks to come again; one that will not serve at all, or a federation that is full, says so to
    // everybody who waits, unless there is another node to ask.
    private void RefuseWaiting(Outcome outcome)
    {
        var cause = CauseCodec.Decode(outcome.Cause);
        if (cause is not (AbortCause.FederationLimit or AbortCause.NotServing)) return;
        if (cause == AbortCause.NotServing && _nodes.Addresses.Count > 1)
        {
            NextNode();
            return;
        }

        while (_waiting.TryDequeue(out var proposal))
            proposal.Complete(new ProposalOutcome.Aborted(proposal.Id, 0, outcome.Reason) { Cause = cause });
    }

    // A resolution goes by the session of what it resolves, in which this client need not be itself.
    private void Resolve(ClientProposal resolution)
    {
        if (_sent.ContainsKey(resolution.Key))
        {
            resolution.Fail(new InvalidOperationException($"Proposal {resolution.Seq} of session {resolution.Session} is being resolved by this client already."));
            return;
        }

        _sent.Add(resolution.Key, resolution);
        Send([resolution], _current);
    }

    // What is in doubt may have to be resolved later, by whoever: its session stays, until it expires.
    private void CloseSession()
    {
        if (!_session.IsOpen || _session.HasDoubts || _sent.Count > 0) return;
        Tell(_current, new ProposeBatch
        {
            Session = _session.Number,
            Items = { new ProposeItem { Kind = (uint)EntryKind.SessionClosed, Term = _term, TtlMs = (uint)(4 * Silence).TotalMilliseconds } },
        });
    }
}
