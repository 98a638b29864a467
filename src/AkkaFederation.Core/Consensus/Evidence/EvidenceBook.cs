using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// The evidence that a node keeps: verified, of voters only, one for each (key, slot), and not more of one key than are of use,
/// for one proves all that there is to prove. Never forgotten.
/// </summary>
/// <remarks>Invariants: 1. all of it verifies. 2. at most <see cref="MostOfOne"/> of one key and <see cref="Most"/> in all.</remarks>
internal sealed class EvidenceBook(VoterChain chain, ISignatureVerifier verifier)
{
    public const int MostOfOne = 4;
    public const int Most = 256;
    private readonly List<EquivocationEvidence> _all = [];
    private readonly HashSet<(Did Signer, StatementSlot Slot)> _known = [];

    /// <summary>In the order in which it came.</summary>
    public IReadOnlyList<EquivocationEvidence> All => _all;

    /// <summary>Takes it in; false if there is nothing to take, and <paramref name="reason"/> says why unless it is known.</summary>
    public bool TryAdd(EquivocationEvidence evidence, out string reason)
    {
        if (!evidence.TryGetSlot(chain.Genesis, out var slot, out reason)) return false;
        if (_known.Contains((evidence.Signer, slot))) return false;
        if (!chain.EverVoted(evidence.Signer)) reason = $"{evidence.Signer} is no voter that is known here";
        else if (_all.Count >= Most || _all.Count(e => e.Signer == evidence.Signer) >= MostOfOne) return false;
        else if (evidence.Verify(chain.Genesis, verifier, out reason))
        {
            _known.Add((evidence.Signer, slot));
            _all.Add(evidence);
            return true;
        }

        return false;
    }
}
