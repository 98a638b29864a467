using System.Security.Cryptography;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>Names and signatures that are the same in every run: a signature is a hash of signer and statement.</summary>
internal static class TestKeys
{
    public static Did Name(int number)
    {
        var key = new byte[33];
        key[0] = 2;
        SHA256.HashData([(byte)number]).CopyTo(key, 1);
        return Did.FromPublicKey(key);
    }

    /// <summary>Distinct names in ascending order.</summary>
    public static Did[] Names(int count) => [.. Enumerable.Range(1, count).Select(Name).Order()];
}

internal sealed class TestSigner(Did id) : ISigner
{
    public Did Id { get; } = id;

    public byte[] Sign(ReadOnlySpan<byte> statement) => TestVerifier.SignatureOf(Id, statement);
}

internal sealed class TestVerifier : ISignatureVerifier
{
    public static byte[] SignatureOf(Did signer, ReadOnlySpan<byte> statement)
    {
        byte[] input = [.. signer.Hash(), .. statement];
        return SHA512.HashData(input);
    }

    public bool Verify(Did signer, ReadOnlySpan<byte> statement, ReadOnlySpan<byte> signature) =>
        signature.SequenceEqual(SignatureOf(signer, statement));
}
