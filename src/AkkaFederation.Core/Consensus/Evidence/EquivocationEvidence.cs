using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// Proof that a key has signed two statements that exclude each other: two roots for one (genesis, term, size), or two
/// candidates for one (genesis, term). Anyone verifies it with nothing but the genesis; the name of the signer is its key.
/// An honest voter never makes it, whatever crashed, was cut off or restored. Pre-votes are not signed, and the same statement
/// signed twice says nothing.
/// </summary>
public sealed record EquivocationEvidence
{
    /// <summary>Whose key it is.</summary>
    public required Did Signer { get; init; }

    /// <summary>The lesser of the two statements, byte by byte.</summary>
    public required byte[] FirstStatement { get; init; }

    /// <summary>The signature over it, 64 bytes.</summary>
    public required byte[] FirstSignature { get; init; }

    /// <summary>The greater of the two statements.</summary>
    public required byte[] SecondStatement { get; init; }

    /// <summary>The signature over it, 64 bytes.</summary>
    public required byte[] SecondSignature { get; init; }

    /// <summary>The evidence that two statements of one signer make, in the order that evidence has.</summary>
    internal static EquivocationEvidence Of(SignedStatement a, SignedStatement b)
    {
        var (first, second) = a.Statement.AsSpan().SequenceCompareTo(b.Statement) <= 0 ? (a, b) : (b, a);
        return new EquivocationEvidence
        {
            Signer = first.Signer,
            FirstStatement = first.Statement,
            FirstSignature = first.Signature,
            SecondStatement = second.Statement,
            SecondSignature = second.Signature,
        };
    }

    /// <summary>What it is about; false where the two statements exclude nothing.</summary>
    internal bool TryGetSlot(Genesis genesis, out StatementSlot slot, out string reason)
    {
        if (!StatementSlot.TryRead(FirstStatement, genesis.Hash, out slot, out var one, out var error)) reason = $"the first statement: {error}";
        else if (!StatementSlot.TryRead(SecondStatement, genesis.Hash, out var other, out var two, out error)) reason = $"the second statement: {error}";
        else if (slot != other) reason = $"one statement is about {slot}, the other about {other}: both may be true";
        else if (one.AsSpan().SequenceEqual(two)) reason = "both statements say the same";
        else if (FirstStatement.AsSpan().SequenceCompareTo(SecondStatement) > 0) reason = "the statements are not in order";
        else reason = "";
        return reason.Length == 0;
    }

    /// <summary>Whether it proves that the signer broke the rules of this federation; if not, <paramref name="reason"/> says why.</summary>
    public bool Verify(Genesis genesis, out string reason) => Verify(genesis, new EcdsaP256Scheme(), out reason);

    internal bool Verify(Genesis genesis, ISignatureVerifier verifier, out string reason)
    {
        if (!TryGetSlot(genesis, out _, out reason)) return false;
        if (!verifier.Verify(Signer, FirstStatement, FirstSignature)) reason = $"the first signature of {Signer} is wrong";
        else if (!verifier.Verify(Signer, SecondStatement, SecondSignature)) reason = $"the second signature of {Signer} is wrong";
        return reason.Length == 0;
    }

    /// <summary>In words, for logs and people; of verified evidence.</summary>
    internal string Describe(Genesis genesis) => TryGetSlot(genesis, out var slot, out var reason)
        ? $"{Signer} has signed two different statements about {slot}"
        : reason;
}
