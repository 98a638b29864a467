using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AkkaFederation.Identity;

/// <summary>
/// What is no longer trusted: whole peers by DID, single certificates by serial number or SHA-256 of their DER bytes.
/// Immutable and without order, so it can be read from any thread.
/// </summary>
internal sealed record RevocationSet
{
    public static readonly RevocationSet Empty = new();

    public ImmutableHashSet<Did> Peers { get; init; } = [];

    /// <summary>Serial numbers in upper-case hex without leading zeros.</summary>
    public ImmutableHashSet<string> Serials { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    /// <summary>SHA-256 of certificates in upper-case hex.</summary>
    public ImmutableHashSet<string> Fingerprints { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    public int Count => Peers.Count + Serials.Count + Fingerprints.Count;

    public bool Has(Did peer) => Peers.Contains(peer);

    /// <summary>Whether this certificate of this peer is revoked, by whatever name.</summary>
    public bool Has(X509Certificate2 certificate, Did peer) =>
        Count > 0
        && (Has(peer)
            || (Serials.Count > 0 && Serials.Contains(Canonical(certificate.SerialNumber)))
            || (Fingerprints.Count > 0 && Fingerprints.Contains(certificate.GetCertHashString(HashAlgorithmName.SHA256))));

    public RevocationSet And(RevocationSet other) => new()
    {
        Peers = Peers.Union(other.Peers),
        Serials = Serials.Union(other.Serials),
        Fingerprints = Fingerprints.Union(other.Fingerprints),
    };

    /// <summary>Adds <c>did:key:…</c>, <c>serial:HEX</c> or <c>sha256:HEX</c>; false, and the set as it was, for anything else.</summary>
    public bool TryAdd(string text, out RevocationSet with)
    {
        with = this;
        if (Did.TryParse(text, out var peer, out _)) with = this with { Peers = Peers.Add(peer) };
        else if (TryHex(text, "serial:", 1, 40, out var serial)) with = this with { Serials = Serials.Add(Canonical(serial)) };
        else if (TryHex(text, "sha256:", 64, 64, out var print)) with = this with { Fingerprints = Fingerprints.Add(print) };
        else return false;
        return true;
    }

    public static string Canonical(string serial) => serial.ToUpperInvariant().TrimStart('0');

    private static bool TryHex(string text, string prefix, int least, int most, out string digits)
    {
        digits = "";
        if (!text.StartsWith(prefix, StringComparison.Ordinal)) return false;
        digits = text[prefix.Length..].Replace(":", "", StringComparison.Ordinal).ToUpperInvariant();
        return digits.Length >= least && digits.Length <= most && digits.All(char.IsAsciiHexDigit);
    }
}
