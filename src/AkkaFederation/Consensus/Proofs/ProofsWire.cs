using AkkaFederation.Wire;

namespace AkkaFederation.Consensus;

/// <summary>The messages and journal events about proofs: links, evidence, and what clients ask of the tree.</summary>
internal sealed class ProofsWire : IWireModule
{
    public IReadOnlyList<WireMessage> Messages { get; } =
    [
        WireMessage.Of<ProofEnvelope, ProofFrame>("proofs/peer", ProofFrame.Parser, ProofsCodec.Encode, ProofsCodec.Decode),
        WireMessage.Of<LinkKept, LinkStored>("proofs/link-kept", LinkStored.Parser, ProofsCodec.Encode, ProofsCodec.Decode),
        WireMessage.Of<EvidenceKept, EvidenceStored>("proofs/evidence-kept", EvidenceStored.Parser, ProofsCodec.Encode, ProofsCodec.Decode),
        WireMessage.OfProto("proofs/links", LinksRequest.Parser),
        WireMessage.OfProto("proofs/links-reply", LinksReply.Parser),
        WireMessage.OfProto("proofs/evidence", EvidenceRequest.Parser),
        WireMessage.OfProto("proofs/evidence-reply", EvidenceReply.Parser),
        WireMessage.OfProto("proofs/evidence-report", EvidenceReport.Parser),
        WireMessage.OfProto("proofs/evidence-taken", EvidenceTaken.Parser),
        WireMessage.OfProto("proofs/seal", SealRequest.Parser),
        WireMessage.OfProto("proofs/seal-reply", SealReply.Parser),
        WireMessage.OfProto("proofs/tree", TreeRequest.Parser),
        WireMessage.OfProto("proofs/tree-reply", TreeReply.Parser),
    ];
}
