using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// Compares signed statements that come from different sides. A voter that says one thing to one node and another to the next
/// is found once somebody has seen both: so every node tells the others, now and then, which votes and seals it has seen,
/// and holds what it is told against what it has seen itself.
/// <para>
/// Only what verifies is kept, so that nobody can fill a slot with what the voter never signed. Bounded: of votes those of the
/// newest terms, of seals the newest. Left out: asking for an older statement; who equivocates about a (term, size) that
/// nobody else keeps any more is not found by this, only by comparing certificates (<c>fed verify</c>).
/// </para>
/// </summary>
/// <remarks>Invariants: 1. all that is kept verifies. 2. one saying for each (signer, slot). 3. at most <see cref="Most"/> statements.</remarks>
internal sealed class Witness(Genesis genesis, Func<Did, bool> isVoter, ISignatureVerifier verifier)
{
    public const int Most = 1024;
    private readonly Dictionary<(Did Signer, StatementSlot Slot), (SignedStatement Statement, byte[] Saying)> _kept = [];
    private readonly Queue<(Did Signer, StatementSlot Slot)> _order = new();
    private readonly Forgeries _forgeries = new();

    /// <summary>Statements that were malformed, foreign, of no voter, or not signed by whom they named.</summary>
    public long Refused { get; private set; }

    public int Count => _kept.Count;

    /// <summary>
    /// Takes in a statement that <paramref name="from"/> has passed on, nobody if this node has seen it itself; evidence if it
    /// excludes one that was seen before.
    /// </summary>
    public EquivocationEvidence? See(SignedStatement signed, Did from, TimeSpan now)
    {
        if (_forgeries.Distrusts(from, now)) return null;
        if (!isVoter(signed.Signer) || !StatementSlot.TryRead(signed.Statement, genesis.Hash, out var slot, out var saying, out _))
        {
            Refused++;
            return null;
        }

        var known = _kept.TryGetValue((signed.Signer, slot), out var before);
        if (known && before.Saying.AsSpan().SequenceEqual(saying)) return null;
        if (!signed.Verify(verifier))
        {
            Refused++;
            if (!from.IsEmpty) _forgeries.Note(from, now);
            return null;
        }

        if (known) return EquivocationEvidence.Of(before.Statement, signed);
        Keep((signed.Signer, slot), signed, saying);
        return null;
    }

    /// <summary>The newest statements kept, of which the other side is told.</summary>
    public IEnumerable<SignedStatement> Newest(int count) => _order.Skip(Math.Max(0, _order.Count - count)).Select(k => _kept[k].Statement);

    public void CheckInvariants()
    {
        if (_kept.Count > Most || _kept.Count != _order.Count) throw new InvalidOperationException($"Invariant 3: {_kept.Count} kept, {_order.Count} in order.");
        if (_kept.Values.Any(k => !k.Statement.Verify(verifier))) throw new InvalidOperationException("Invariant 1.");
    }

    private void Keep((Did, StatementSlot) key, SignedStatement signed, byte[] saying)
    {
        if (_order.Count >= Most) _kept.Remove(_order.Dequeue());
        _kept.Add(key, (signed, saying));
        _order.Enqueue(key);
    }
}
