using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>A voter's signature over the seal of this term and size, sent to the leader.</summary>
internal sealed record SealSignature(Did From, Did To, ulong Term, ulong Size, byte[] Signature) : PeerMessage(From, To);

/// <summary>A seal with a quorum of signatures, shipped by the leader, with its commit index up to what the receiver has matched.</summary>
internal sealed record SealCertificate(Did From, Did To, ulong Term, ulong Commit, CertifiedSeal Seal) : PeerMessage(From, To);
