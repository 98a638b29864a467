using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>What nodes tell each other about proofs; lost ones are made up for at a later tick.</summary>
internal abstract record ProofMessage(Did From, Did To);

/// <summary>Votes and seals that the sender has seen signed.</summary>
internal sealed record StatementsSeen(Did From, Did To, IReadOnlyList<SignedStatement> Statements) : ProofMessage(From, To)
{
    public const int Most = 64;
}

/// <summary>The sender's chain ends at an epoch, and it knows that there are later ones.</summary>
internal sealed record LinksAsked(Did From, Did To, ulong After) : ProofMessage(From, To);

/// <summary>Links, oldest first.</summary>
internal sealed record LinksTold(Did From, Did To, IReadOnlyList<Link> Links) : ProofMessage(From, To)
{
    public const int Most = 64;
}

/// <summary>Evidence that the sender keeps.</summary>
internal sealed record EvidenceTold(Did From, Did To, IReadOnlyList<EquivocationEvidence> Evidence) : ProofMessage(From, To)
{
    public const int Most = 8;
}

/// <summary>What is kept of proofs on disk.</summary>
internal abstract record ProofEvent;

/// <summary>A link that continues the chain.</summary>
internal sealed record LinkKept(Link Link) : ProofEvent;

/// <summary>Evidence that was new.</summary>
internal sealed record EvidenceKept(EquivocationEvidence Evidence) : ProofEvent;
