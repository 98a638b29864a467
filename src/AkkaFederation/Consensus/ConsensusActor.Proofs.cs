using Akka.Actor;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Consensus;

// Proofs for others: what their keeper needs, and what clients ask of seals and tree.
internal sealed partial class ConsensusActor
{
    private IActorRef _proofs = ActorRefs.Nobody;

    private void StartProofs(Genesis genesis) => _proofs = Context.ActorOf(ProofsActor.Props(_runtime, genesis), ProofsActor.Name);

    // Before the founding there is nothing to prove: peers tell again, clients are told so.
    private void OnProofs(object message)
    {
        if (_core is not null) _proofs.Forward(message);
        else if (message is LinksRequest) Sender.Tell(new LinksReply(), Self);
        else if (message is EvidenceRequest) Sender.Tell(new EvidenceReply(), Self);
        else if (message is EvidenceReport) Sender.Tell(new EvidenceTaken { Reason = "this node takes part in no federation yet" }, Self);
    }

    private void TellOfVote(VoteResponse vote) =>
        _proofs.Tell(new SignedStatement(vote.From, VoteStatement.Create(_genesis, vote.Term, Me), vote.Signature));

    private void OnLook()
    {
        if (_core is null) return;
        var settled = _core.Raft.Log.Configurations.At(_core.Raft.Commit);
        var newest = _core.Raft.Configuration;
        _proofs.Tell(new ProofsActor.Look.Seen([.. _core.Seen.Newest(SealRing.Capacity)], settled.Epoch, [.. newest.Voters, .. newest.Learners]));
    }

    private void OnChained(ProofsActor.Chained m)
    {
        _core?.Chained(m.Epoch);
        if (m.Voters is { } voters) _core?.Raft.Introduce(voters);
        QueueFlush();
    }

    private void OnSealRequest()
    {
        var seal = _core?.NewestSeen;
        Sender.Tell(seal is null ? new SealReply() : new SealReply { Seal = SealCodec.Encode(seal with { Former = [] }) }, Self);
    }

    // The entry may have left memory, and the leaves beside it too.
    private void KeepLink(CertifiedSeal seal)
    {
        var epoch = seal.Statement.Epoch;
        WithEntries(epoch, epoch, entries =>
        {
            if (entries is not [var entry]) return;
            WithTree([seal.Statement.Size], [epoch - 1], can =>
            {
                if (can) _proofs.Tell(Link.Create(entry, _core!.Raft.Log.Tree, seal));
            });
        });
    }

    private void OnTreeRequest(TreeRequest m)
    {
        var asker = Sender;
        if (_core is not null && m.First <= m.Second && m.Second <= _core.Raft.Commit) WithTree([m.First, m.Second], [], Reply);
        else Reply(false);

        void Reply(bool can)
        {
            var tree = can ? _core!.Raft.Log.Tree : null;
            asker.Tell(tree is null
                ? new TreeReply()
                : new TreeReply { Known = true, Path = Joined(tree.Consistency(m.First, m.Second)), Frontier = Joined(tree.Frontier(m.First)) }, Self);
        }
    }

    private static ByteString Joined(byte[][] hashes) => UnsafeByteOperations.UnsafeWrap(hashes.SelectMany(h => h).ToArray());
}
