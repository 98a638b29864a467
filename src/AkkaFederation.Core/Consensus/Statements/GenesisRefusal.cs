using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// A listed member's word that it will never sign this genesis. One is enough to show that the genesis can never become
/// valid, which releases those who signed it already.
/// </summary>
internal sealed record GenesisRefusal(byte[] GenesisHash, Did Refuser, byte[] Signature)
{
    public const string Tag = "AKFED-REFUSAL-V1";

    public static byte[] Statement(ReadOnlySpan<byte> genesisHash, Did refuser)
    {
        if (genesisHash.Length != 32) throw new ArgumentException("A genesis hash has 32 bytes.", nameof(genesisHash));
        return new StatementWriter(Tag).Bytes(genesisHash).Did(refuser).ToArray();
    }

    public static GenesisRefusal Sign(ReadOnlySpan<byte> genesisHash, ISigner signer) =>
        new(genesisHash.ToArray(), signer.Id, signer.Sign(Statement(genesisHash, signer.Id)));

    /// <summary>Whether this is a refusal of that genesis by one of its members.</summary>
    public bool Releases(Genesis genesis, ISignatureVerifier verifier) =>
        genesis.Hash.AsSpan().SequenceEqual(GenesisHash)
        && genesis.Has(Refuser)
        && verifier.Verify(Refuser, Statement(GenesisHash, Refuser), Signature);
}
