using Akka.Actor;
using AkkaFederation.Identity;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Consensus;

// Proposals from clients, and the answers to them.
internal sealed partial class ConsensusActor
{
    private const int LongestTtlMs = 3_600_000;
    private readonly byte[] _sessionTerms;
    private IActorRef _proposals = ActorRefs.Nobody;
    private string _outOfService = "";

    private void OnOpenSession(OpenSession m)
    {
        if (!TryGetOrigin(out var origin)) return;
        var proposal = new Proposal(new ProposalKey(origin, 0, m.Nonce), EntryKind.SessionOpened, Term, _sessionTerms);
        Submit(proposal, m.TtlMs, 0, withCertificate: false);
    }

    private void OnPropose(ProposeBatch m)
    {
        if (!TryGetOrigin(out var origin)) return;
        foreach (var item in m.Items)
        {
            var key = new ProposalKey(origin, m.Session, item.Seq);
            var kind = item.Kind == 0 ? EntryKind.Proposal : (EntryKind)Math.Min(item.Kind, byte.MaxValue);
            Submit(new Proposal(key, kind, item.Term, item.Payload.Memory), item.TtlMs, item.RequiredQuorum, item.WithCertificate);
        }
    }

    private ulong Term => _core?.Raft.Term ?? 0;

    // Who proposes is who holds the connection, or this node itself; a name in a message would prove nothing.
    private bool TryGetOrigin(out Did origin)
    {
        if (_runtime.Connections.TryGetPeer(Sender, out origin)) return true;
        if (Sender.Path.Address.HasLocalScope || Sender.Path.Address == ((ExtendedActorSystem)Context.System).Provider.DefaultAddress)
        {
            origin = Me;
            return true;
        }

        _counters.RefusedIdentity++;
        return false;
    }

    private void Submit(Proposal proposal, uint ttlMs, uint requiredQuorum, bool withCertificate)
    {
        if (_core is null)
        {
            var reason = _outOfService.Length > 0 ? _outOfService : _founding.Observed is null ? "" : "this node does not vote";
            var verdict = reason.Length == 0 ? ProposalVerdict.NotLeader : ProposalVerdict.Aborted;
            Answer([new ProposalReply(Sender, proposal, verdict) { Reason = reason, Cause = reason.Length == 0 ? AbortCause.None : AbortCause.NotServing }], []);
            return;
        }

        if (!EntryKinds.IsProposed(proposal.Kind))
        {
            var reason = $"entries of kind {(byte)proposal.Kind} cannot be proposed";
            Answer([new ProposalReply(Sender, proposal, ProposalVerdict.Aborted) { Reason = reason, Cause = AbortCause.Malformed }], []);
            return;
        }

        var deadline = Now + TimeSpan.FromMilliseconds(Math.Min(ttlMs, LongestTtlMs));
        var quorum = (int)Math.Min(requiredQuorum, int.MaxValue);

        // Who closes its session does so with its last breath, and waits for nothing.
        var replyTo = proposal.Kind == EntryKind.SessionClosed ? ActorRefs.Nobody : Sender;
        _core.Submit(new ProposalRequest(proposal, quorum, withCertificate, deadline, replyTo), UnixMs, Now);
        QueueFlush();
    }

    // One message for each asker, with each seal once. It goes out when the actors of the proposals in it have let it.
    private void Answer(IReadOnlyList<ProposalReply> replies, IReadOnlyList<ProposalStep> steps)
    {
        var byAsker = new Dictionary<IActorRef, AnswerGroup>();
        var ends = new List<ProposalsActor.End>(replies.Count);
        foreach (var reply in replies)
        {
            if (reply.Proposal.Kind is EntryKind.Proposal or EntryKind.BallotOpened) _counters.Count(reply.Verdict);
            var group = IsOld(reply) ? null : GroupOf((IActorRef)reply.ReplyTo, byAsker);
            if (IsOld(reply)) AnswerOld(reply);
            group?.Add(reply);
            if (reply.Number > 0) ends.Add(new ProposalsActor.End(reply, group));
        }

        foreach (var reply in replies)
        {
            // In the order of the first answer to each asker.
            if (!byAsker.Remove((IActorRef)reply.ReplyTo, out var group)) continue;
            Complete(group.Answers);
            if (group.Waits == 0) group.Send();
        }

        if (ends.Count + steps.Count > 0) _proposals.Tell(new ProposalsActor.News([.. steps], ends));
    }

    private AnswerGroup? GroupOf(IActorRef asker, Dictionary<IActorRef, AnswerGroup> byAsker)
    {
        if (asker.IsNobody()) return null;
        if (byAsker.TryGetValue(asker, out var group)) return group;
        return byAsker[asker] = new AnswerGroup(asker, Self, new AnswerBuilder(_core?.Raft, UnixMs));
    }

    private void OnDue(ProposalActor.Due m)
    {
        if (_core is not null && _core.Desk.Due(m.Key, m.Number, Now)) QueueFlush();
        else Sender.Tell(ProposalActor.Gone.Instance, Self);
    }

    private ProposalAnswers Complete(ProposalAnswers answers)
    {
        answers.MaxPending = (uint)_runtime.Settings.Consensus.MaxPendingPerClient;
        answers.Term = Term;
        if (_core is null || _core.Raft.Leader.IsEmpty) return answers;
        answers.Leader = _core.Raft.Leader.Value;
        if (_core.Raft.Leader == Me) answers.LeaderEndpoint = _runtime.Endpoint;
        else if (_runtime.Addresses.TryGet(_core.Raft.Leader, out var endpoint)) answers.LeaderEndpoint = endpoint;
        return answers;
    }
}
