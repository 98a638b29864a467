using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// What a verifier trusts: the genesis document, and the founding voters' public keys. Made only if the keys are exactly
/// those of the members and every member has signed the document.
/// </summary>
public sealed class TrustBundle
{
    private TrustBundle(Genesis genesis) => Genesis = genesis;

    /// <summary>The founding document.</summary>
    public Genesis Genesis { get; }

    /// <summary>Reads a bundle from the text of <c>genesis.json</c> and the PEM texts of <c>voters/*.pem</c>.</summary>
    public static bool TryRead(string genesisJson, IEnumerable<string> voterPems, out TrustBundle bundle, out string error)
    {
        bundle = null!;
        if (!GenesisJson.TryRead(genesisJson, out var signed, out error)) return false;
        var voters = new SortedSet<Did>();
        foreach (var pem in voterPems)
        {
            if (!PublicKeys.TryGetDid(pem, out var did, out error)) return false;
            if (!voters.Add(did)) error = $"the key of {did} is given twice";
            else if (!signed.Genesis.Has(did)) error = $"the key of {did} is given, and {signed.Genesis} does not name it";
            if (error.Length > 0) return false;
        }

        if (voters.Count != signed.Genesis.Members.Count)
        {
            error = $"{voters.Count} voters' keys are given, and {signed.Genesis} has {signed.Genesis.Members.Count} members";
            return false;
        }

        return TryTrust(signed, new EcdsaP256Scheme(), out bundle, out error);
    }

    internal static bool TryTrust(SignedGenesis signed, ISignatureVerifier verifier, out TrustBundle bundle, out string error)
    {
        bundle = null!;
        if (!signed.Verify(verifier, out error))
        {
            error = $"{signed.Genesis} is not valid: {error}";
            return false;
        }

        bundle = new TrustBundle(signed.Genesis);
        return true;
    }
}
