using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>"I have signed this genesis": the document and the sender's signature over it.</summary>
internal sealed record GenesisOffer(Did From, Did To, byte[] Document, byte[] Signature) : PeerMessage(From, To);

/// <summary>The genesis with all signatures: founding is over.</summary>
internal sealed record GenesisProof(Did From, Did To, SignedGenesis Signed) : PeerMessage(From, To);

/// <summary>"I am listed in that genesis and will never sign it."</summary>
internal sealed record GenesisRefused(Did From, Did To, GenesisRefusal Refusal) : PeerMessage(From, To);
