using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// What a verifier trusts: the genesis document, and the founding voters' public keys. Made only if the keys are exactly
/// those of the members and every member has signed the document. Links from it to later voters need not be trusted, for each
/// is verified from the one before; they may be kept in the bundle so that certificates of later epochs verify with it.
/// </summary>
public sealed class TrustBundle
{
    private readonly ISignatureVerifier _signatures;

    private TrustBundle(VoterChain chain, ISignatureVerifier signatures)
    {
        Chain = chain;
        _signatures = signatures;
    }

    /// <summary>The founding document.</summary>
    public Genesis Genesis => Chain.Genesis;

    /// <summary>The newest epoch whose voters follow from the bundle; 0: those of the genesis.</summary>
    public ulong Epoch => Chain.Newest.Epoch;

    /// <summary>The links, oldest first.</summary>
    public IReadOnlyList<Link> Links => Chain.Links;

    internal VoterChain Chain { get; }

    /// <summary>This bundle and one more link; if the link proves nothing, <paramref name="reason"/> says why.</summary>
    public bool TryExtend(Link link, out TrustBundle extended, out string reason)
    {
        var chain = Chain.Copy();
        extended = chain.TryAdd(link, _signatures, out reason) ? new TrustBundle(chain, _signatures) : this;
        return reason.Length == 0;
    }

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

        bundle = new TrustBundle(new VoterChain(signed.Genesis), verifier);
        return true;
    }
}
