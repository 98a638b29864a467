using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>What makes a proposal the same proposal when it is sent again.</summary>
internal readonly record struct ProposalKey(Did Origin, ulong Session, ulong Seq);
