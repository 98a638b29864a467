using System.Security.Cryptography;

namespace AkkaFederation.Identity;

/// <summary>Signs with a private P-256 key; 64 bytes r‖s over SHA-256. Thread-safe. The key never leaves it.</summary>
internal sealed class EcdsaP256Signer : ISigner
{
    private readonly KeySlot _slot;

    /// <exception cref="IdentityException">The key is not a P-256 key.</exception>
    public EcdsaP256Signer(ECDsa privateKey)
    {
        if (!PublicKeys.TryGetDid(privateKey, out var id, out var error)) throw new IdentityException($"Cannot sign: {error}.");
        Id = id;
        _slot = new KeySlot(privateKey.ExportParameters(includePrivateParameters: true));
    }

    public Did Id { get; }

    /// <summary>A signer with a key that the operating system makes up.</summary>
    public static EcdsaP256Signer Generate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new EcdsaP256Signer(key);
    }

    public byte[] Sign(ReadOnlySpan<byte> statement)
    {
        var key = _slot.Take();
        try
        {
            return key.SignData(statement, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        finally
        {
            _slot.Return(key);
        }
    }
}
