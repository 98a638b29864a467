using AkkaFederation.Consensus;

namespace AkkaFederation.Node.Verify;

/// <summary>
/// The valid seals of one run, whichever file they came from: two of one term and size with different roots can only be if
/// voters equivocated, and everyone who signed both has. Bounded; beyond the bound no new ones are remembered.
/// </summary>
internal sealed class SealLedger(Genesis genesis)
{
    private const int Most = 200_000;
    private readonly Dictionary<(ulong Term, ulong Size), (byte[] Statement, IReadOnlyList<SignedBy> Signatures)> _seals = [];
    private readonly HashSet<string> _found = [];

    public List<EquivocationEvidence> Evidence { get; } = [];

    /// <summary>Takes in a seal that was found valid; what it contradicts, or null.</summary>
    public string? Add(byte[] statement, IReadOnlyList<SignedBy> signatures)
    {
        if (!SealStatement.TryRead(statement, out var seal, out _)) return null;
        if (!_seals.TryGetValue((seal.Term, seal.Size), out var known))
        {
            if (_seals.Count < Most) _seals.Add((seal.Term, seal.Size), (statement, signatures));
            return null;
        }

        if (known.Statement.AsSpan().SequenceEqual(statement)) return null;
        foreach (var (signer, signature) in signatures)
        {
            foreach (var other in known.Signatures.Where(s => s.Signer == signer))
            {
                var evidence = EquivocationEvidence.Of(
                    new SignedStatement(signer, statement, signature), new SignedStatement(signer, known.Statement, other.Signature));
                if (evidence.TryGetSlot(genesis, out _, out _) && _found.Add($"{signer} {seal.Term} {seal.Size}")) Evidence.Add(evidence);
            }
        }

        return $"another valid seal of {seal.Size} entries in term {seal.Term} has another root: voters have equivocated";
    }
}
