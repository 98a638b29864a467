using System.Security.Cryptography;
using AkkaFederation.Identity;

namespace AkkaFederation.Node.Verify;

/// <summary>
/// Checks each signature once: one signature of a voter covers a batch of entries, so the certificates of a batch share it.
/// Bounded; beyond the bound it begins anew.
/// </summary>
internal sealed class RememberingVerifier : ISignatureVerifier
{
    private const int Most = 100_000;

    private readonly EcdsaP256Scheme _scheme = new();
    private readonly Dictionary<string, bool> _results = [];

    public bool Verify(Did signer, ReadOnlySpan<byte> statement, ReadOnlySpan<byte> signature)
    {
        var key = $"{signer.Value} {Convert.ToHexString(SHA256.HashData(statement))} {Convert.ToHexString(signature)}";
        if (_results.TryGetValue(key, out var known))
            return known;
        if (_results.Count >= Most)
            _results.Clear();
        return _results[key] = _scheme.Verify(signer, statement, signature);
    }
}
