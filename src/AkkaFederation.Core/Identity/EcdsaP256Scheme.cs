using System.Security.Cryptography;

namespace AkkaFederation.Identity;

/// <summary>
/// ECDSA over P-256 with SHA-256 (FIPS 186-5), signatures as 64 bytes r‖s (IEEE P1363). Keys are imported once per DID
/// and kept in two generations of bounded size: when the young one is full it becomes the old one, and what is used
/// again moves back, so a flood of unknown names cannot grow memory nor for long push out the voters. Thread-safe.
/// </summary>
internal sealed class EcdsaP256Scheme : ISignatureScheme
{
    public const int Length = 64;
    private readonly int _generationSize;
    private readonly Lock _gate = new();
    private Dictionary<Did, KeySlot?> _young = [];
    private Dictionary<Did, KeySlot?> _old = [];

    public EcdsaP256Scheme(int generationSize = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(generationSize, 1);
        _generationSize = generationSize;
    }

    public string Name => "ecdsa-p256-sha256";

    public int SignatureLength => Length;

    /// <summary>Keys held now, at most two generations of them.</summary>
    public int CachedKeys
    {
        get
        {
            lock (_gate) return _young.Count + _old.Count;
        }
    }

    public bool Verify(Did signer, ReadOnlySpan<byte> statement, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != Length || signer.IsEmpty) return false;
        var slot = SlotOf(signer);
        if (slot is null) return false;
        var key = slot.Take();
        try
        {
            return key.VerifyData(statement, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        finally
        {
            slot.Return(key);
        }
    }

    // A null slot remembers that the DID names no point of the curve.
    private KeySlot? SlotOf(Did signer)
    {
        lock (_gate)
        {
            if (_young.TryGetValue(signer, out var slot)) return slot;
            if (_old.TryGetValue(signer, out slot)) return Keep(signer, slot);
        }

        // Outside the lock: recovering the point costs more than everything else here.
        var created = P256Point.TryDecompress(signer.CompressedKey(), out var point)
            ? new KeySlot(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point })
            : null;
        lock (_gate) return Keep(signer, created);
    }

    private KeySlot? Keep(Did signer, KeySlot? slot)
    {
        if (_young.TryGetValue(signer, out var present)) return present;
        if (_young.Count >= _generationSize)
        {
            _old = _young;
            _young = [];
        }

        _young.Add(signer, slot);
        return slot;
    }
}
