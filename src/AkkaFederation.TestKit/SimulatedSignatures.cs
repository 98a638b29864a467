using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AkkaFederation.Identity;

namespace AkkaFederation.TestKit;

/// <summary>
/// Signatures of a simulation: eight words, each the statement mixed into the key by SplitMix64, in the length of ECDSA P-256.
/// Deterministic and much quicker than cryptography; a statement or signer that differs has another signature, and that is
/// enough where no signer is an attacker.
/// </summary>
internal sealed class SimulatedSignatures(ulong seed) : ISignatureScheme
{
    private const ulong Odd = 0x9E3779B97F4A7C15;
    private readonly Dictionary<Did, ulong> _keys = [];

    public string Name => "simulated";

    public int SignatureLength => EcdsaP256Scheme.Length;

    public byte[] Sign(Did signer, ReadOnlySpan<byte> statement)
    {
        var signature = new byte[EcdsaP256Scheme.Length];
        Compute(signer, statement, signature);
        return signature;
    }

    public bool Verify(Did signer, ReadOnlySpan<byte> statement, ReadOnlySpan<byte> signature)
    {
        if (signer.IsEmpty) return false;
        Span<byte> wanted = stackalloc byte[EcdsaP256Scheme.Length];
        Compute(signer, statement, wanted);
        return signature.SequenceEqual(wanted);
    }

    private void Compute(Did signer, ReadOnlySpan<byte> statement, Span<byte> signature)
    {
        var hash = KeyOf(signer);
        var words = MemoryMarshal.Cast<byte, ulong>(statement);
        foreach (var word in words) hash = Mix(hash ^ (BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word)));
        foreach (var b in statement[(words.Length * 8)..]) hash = Mix(hash ^ b);
        hash ^= (ulong)statement.Length;
        for (var i = 0; i < signature.Length; i += 8) BinaryPrimitives.WriteUInt64LittleEndian(signature[i..], Mix(hash += Odd));
    }

    private ulong KeyOf(Did signer)
    {
        if (_keys.TryGetValue(signer, out var key)) return key;
        Span<byte> input = stackalloc byte[8 + 32];
        BinaryPrimitives.WriteUInt64BigEndian(input, seed);
        signer.Hash().CopyTo(input[8..]);
        return _keys[signer] = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(input));
    }

    // The finalizer of SplitMix64: every bit of the input moves every bit of the output.
    private static ulong Mix(ulong z)
    {
        z = (z + Odd) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
