using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AkkaFederation.Identity;

namespace AkkaFederation.TestKit;

/// <summary>Names and signatures of a world, all from its seed: a name is a point of P-256 whose key nobody holds.</summary>
internal sealed class SimulatedIdentities(ulong seed)
{
    public SimulatedSignatures Signatures { get; } = new(seed);

    public Did Create(string name)
    {
        Span<byte> compressed = stackalloc byte[P256Point.CompressedLength];
        compressed[0] = 2;

        // Every second x has a point.
        for (var attempt = 0; ; attempt++)
        {
            SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{name}/{attempt}"), compressed[1..]);
            if (P256Point.TryDecompress(compressed, out _)) return Did.FromPublicKey(compressed);
        }
    }

    public ISigner Signer(Did id) => new KeyedSigner(id, Signatures);

    private sealed class KeyedSigner(Did id, SimulatedSignatures scheme) : ISigner
    {
        public Did Id => id;

        public byte[] Sign(ReadOnlySpan<byte> statement) => scheme.Sign(id, statement);
    }
}

/// <summary>
/// Signatures of a simulation: SHA-256 keyed by seed and signer, in the length of ECDSA P-256. Deterministic and quick;
/// unforgeable only for those who do not cheat, which is enough where no signer is an attacker.
/// </summary>
internal sealed class SimulatedSignatures(ulong seed) : ISignatureScheme
{
    private const int KeyLength = 32;
    private readonly Dictionary<Did, byte[]> _keys = [];

    /// <summary>Told of every statement that is signed.</summary>
    public event SignedHandler? Signed;

    public delegate void SignedHandler(Did signer, ReadOnlySpan<byte> statement);

    public string Name => "simulated";

    public int SignatureLength => EcdsaP256Scheme.Length;

    public byte[] Sign(Did signer, ReadOnlySpan<byte> statement)
    {
        Signed?.Invoke(signer, statement);
        return Compute(signer, statement);
    }

    public bool Verify(Did signer, ReadOnlySpan<byte> statement, ReadOnlySpan<byte> signature) =>
        !signer.IsEmpty && signature.SequenceEqual(Compute(signer, statement));

    private byte[] Compute(Did signer, ReadOnlySpan<byte> statement)
    {
        Span<byte> input = statement.Length <= 1024 ? stackalloc byte[KeyLength + statement.Length] : new byte[KeyLength + statement.Length];
        KeyOf(signer).CopyTo(input);
        statement.CopyTo(input[KeyLength..]);
        var signature = new byte[EcdsaP256Scheme.Length];
        SHA256.HashData(input, signature);
        signature.AsSpan(0, KeyLength).CopyTo(signature.AsSpan(KeyLength));
        return signature;
    }

    private byte[] KeyOf(Did signer)
    {
        if (_keys.TryGetValue(signer, out var key)) return key;
        Span<byte> input = stackalloc byte[8 + KeyLength];
        BinaryPrimitives.WriteUInt64BigEndian(input, seed);
        signer.Hash().CopyTo(input[8..]);
        return _keys[signer] = SHA256.HashData(input);
    }
}
