using AkkaFederation.Consensus.Quorum;

namespace AkkaFederation.Consensus;

// How proposals end, and what is said about it.
internal sealed partial class ProposalDesk
{
    /// <summary>Entry <paramref name="entry"/> is committed and applied, and has come to this.</summary>
    public void OnApplied(LogEntry entry, in SessionVerdict verdict, CertifiedSeal? newest)
    {
        if (_pending.Count == 0 || !EntryKinds.IsProposed(entry.Kind)) return;
        if (_pending.TryGetValue(PendingKey.Of(entry.Key, entry.Kind), out var pending) && pending.IsUndecided)
            OnDecided(pending, entry, verdict, newest);
        if (entry.Kind == EntryKind.Resolved) OnFence(entry, newest);
        else if (_resolutions > 0 && _pending.TryGetValue(new PendingKey(entry.Key, EntryKind.Resolved), out var resolution)) Settled(resolution, newest);
    }

    /// <summary>A newer certified seal is there.</summary>
    public void OnSeal(CertifiedSeal seal)
    {
        List<PendingProposal>? unserved = null;
        while (_certifying.TryPeek(out var first, out var index) && index <= seal.Statement.Size)
        {
            _certifying.Dequeue();
            if (first.IsAnswered) continue;
            if (seal.Covers(index, Needed(first))) Answer(first, seal);
            else (unserved ??= []).Add(first);
        }

        foreach (var pending in unserved ?? []) _certifying.Enqueue(pending, pending.Index);
    }

    private ProposalReply? Refusal(ProposalRequest request)
    {
        var proposal = request.Proposal;
        var (cause, reason) = (AbortCause.None, "");
        var client = (proposal.Key.Origin, proposal.Key.Session);
        if (EntryKinds.CarriesPayload(proposal.Kind) && proposal.Payload.Length > raftOptions.MaxPayload)
            (cause, reason) = (AbortCause.TooLarge, $"the payload has {proposal.Payload.Length} bytes and the limit is {raftOptions.MaxPayload}");
        else if (request.RequiredQuorum > raft.Voters.Count)
            (cause, reason) = (AbortCause.QuorumTooLarge, $"a quorum of {request.RequiredQuorum} is asked for and there are {raft.Voters.Count} voters");
        else if (_pending.Count >= options.MaxPending)
            (cause, reason) = (AbortCause.NodeLimit, $"this node has {_pending.Count} pending proposals, its limit (max-pending); try again later");
        else if (_perClient.GetValueOrDefault(client) >= options.MaxPendingPerClient)
            (cause, reason) = (AbortCause.ClientLimit, $"this client has {options.MaxPendingPerClient} pending proposals, its limit (max-pending-per-client); wait for answers");
        if (cause != AbortCause.None) return new ProposalReply(request.ReplyTo, proposal, ProposalVerdict.Aborted) { Reason = reason, Cause = cause };
        return options.Forward || raft.Role == RaftRole.Leader
            ? null
            : new ProposalReply(request.ReplyTo, proposal, ProposalVerdict.NotLeader) { Leader = raft.Leader };
    }

    // Whether the applied entries settle it already.
    private bool Settled(PendingProposal pending, CertifiedSeal? newest)
    {
        if (pending.Key.Kind == EntryKind.SessionClosed) return false;
        var slot = raft.Admission.Sessions.Find(pending.Key.Key);
        if (slot.IsApplied) Commit(pending, slot.Index, newest);
        else if (slot.Kind == SlotKind.Fenced) End(pending, ProposalState.Aborted, Fenced(pending, slot.Index), AbortCause.Fenced);
        return slot.Kind != SlotKind.Empty;
    }

    private void OnDecided(PendingProposal pending, LogEntry entry, in SessionVerdict verdict, CertifiedSeal? newest)
    {
        if (verdict.Standing == SessionStanding.Refused) End(pending, ProposalState.Aborted, verdict.Reason, verdict.Cause);
        else if (pending.Key.Kind == EntryKind.Resolved) Settled(pending, newest);
        else Commit(pending, verdict.Standing == SessionStanding.Duplicate ? verdict.Index : entry.Index, newest);
    }

    // What is resolved as not applied ends here, wherever a copy of it may still be on its way.
    private void OnFence(LogEntry entry, CertifiedSeal? newest)
    {
        if (_pending.TryGetValue(new PendingKey(entry.Key, EntryKind.Proposal), out var fenced) && fenced.IsUndecided) Settled(fenced, newest);
    }

    private static string Fenced(PendingProposal pending, ulong index) =>
        $"proposal {pending.Key.Key.Seq} of session {pending.Key.Key.Session} was resolved at {index} as never applied";

    private void Commit(PendingProposal pending, ulong index, CertifiedSeal? newest)
    {
        pending.Index = index;
        Go(pending, ProposalState.Committed);
        if (!pending.Request.WithCertificate) Answer(pending, null);
        else if (newest is not null && newest.Covers(index, Needed(pending))) Answer(pending, newest);
        else _certifying.Enqueue(pending, index);
    }

    private int Needed(PendingProposal pending) =>
        Math.Clamp(pending.Request.RequiredQuorum, Majority.Size(raft.Voters.Count), raft.Voters.Count);

    private void Expire(PendingProposal pending)
    {
        // What is committed is committed, signatures or not.
        if (!pending.IsUndecided) Answer(pending, null);
        else End(pending, pending.Sends > 0 ? ProposalState.Indeterminate : ProposalState.Expired, "", AbortCause.None);
    }

    private void End(PendingProposal pending, ProposalState state, string reason, AbortCause cause)
    {
        Go(pending, state);
        Answer(pending, null, reason, cause);
    }

    private void Answer(PendingProposal pending, CertifiedSeal? seal, string reason = "", AbortCause cause = AbortCause.None)
    {
        pending.IsAnswered = true;
        _pending.Remove(pending.Key);
        if (pending.Key.Kind == EntryKind.Resolved) _resolutions--;
        if (_perClient[pending.Client] == 1) _perClient.Remove(pending.Client);
        else _perClient[pending.Client]--;
        var committed = pending.State == ProposalState.Committed;
        Replies.Add(new ProposalReply(pending.Request.ReplyTo, pending.Request.Proposal, VerdictOf(pending.State))
        {
            Number = pending.Number,
            Index = committed ? pending.Index : 0,
            Reason = reason,
            Cause = pending.State == ProposalState.Aborted ? cause : AbortCause.None,
            Leader = raft.Leader,
            Seal = seal,
        });
    }

    private static ProposalVerdict VerdictOf(ProposalState state) => state switch
    {
        ProposalState.Committed => ProposalVerdict.Committed,
        ProposalState.Aborted => ProposalVerdict.Aborted,
        ProposalState.Expired => ProposalVerdict.Expired,
        ProposalState.Indeterminate => ProposalVerdict.Indeterminate,
        _ => throw new InvalidOperationException($"{state} is no end."),
    };
}
