using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>A founding document with the signatures of all its members: the trust anchor of the federation.</summary>
internal sealed record SignedGenesis(Genesis Genesis, IReadOnlyList<SignedBy> Signatures)
{
    /// <summary>Whether exactly the members have signed, each once and rightly.</summary>
    public bool Verify(ISignatureVerifier verifier, out string error)
    {
        error = "";
        if (Signatures.Count != Genesis.Members.Count)
        {
            error = $"{Signatures.Count} signatures for {Genesis.Members.Count} members";
            return false;
        }

        var seen = new HashSet<Did>();
        foreach (var signature in Signatures)
        {
            if (!Genesis.Has(signature.Signer)) error = $"{signature.Signer} signed and is not a member";
            else if (!seen.Add(signature.Signer)) error = $"{signature.Signer} signed twice";
            else if (!verifier.Verify(signature.Signer, Genesis.Document, signature.Signature)) error = $"the signature of {signature.Signer} is wrong";
            if (error.Length > 0) return false;
        }

        return true;
    }
}
