using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>What holds for every set of signatures: each signer may sign, stands there once, and has signed these very bytes.</summary>
internal static class SignerRules
{
    /// <summary>What is wrong with the signatures; null if nothing is.</summary>
    public static string? Check(byte[] statement, IReadOnlyList<SignedBy> signatures, Func<Did, bool> maySign, ISignatureVerifier verifier)
    {
        var signers = new SortedSet<Did>();
        foreach (var (signer, _) in signatures)
        {
            if (!maySign(signer)) return $"{signer} signed and is not a voter";
            if (!signers.Add(signer)) return $"{signer} signed twice";
        }

        // Last, for it takes longest.
        foreach (var (signer, signature) in signatures)
        {
            if (!verifier.Verify(signer, statement, signature)) return $"the signature of {signer} is wrong";
        }

        return null;
    }
}
