using AkkaFederation.Identity;

namespace AkkaFederation;

/// <summary>Names a proposal; fixed by its origin before it is sent for the first time.</summary>
/// <param name="Term">The term that the origin knew then.</param>
/// <param name="Seq">Unique in the origin's session.</param>
/// <param name="Origin">Who proposed.</param>
public readonly record struct ProposalId(ulong Term, ulong Seq, Did Origin)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Term}/{Seq}@{Origin}";
}
