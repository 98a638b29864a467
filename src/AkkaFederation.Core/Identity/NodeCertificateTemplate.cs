using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AkkaFederation.Identity;

/// <summary>
/// What stands in a node certificate beside its key and dates. The defaults are what peers accept; the rest exists so
/// that tests can make each certificate that they must refuse.
/// </summary>
internal sealed record NodeCertificateTemplate
{
    public required string CommonName { get; init; }

    public bool ServerUse { get; init; } = true;

    public bool ClientUse { get; init; } = true;

    /// <summary>Further extended key usages, as object identifiers.</summary>
    public IReadOnlyList<string> OtherUses { get; init; } = [];

    /// <summary>The URI SANs; null for the DID of the key.</summary>
    public IReadOnlyList<string>? Uris { get; init; }

    public IEnumerable<X509Extension> Extensions(ECDsa key)
    {
        yield return new X509BasicConstraintsExtension(false, false, 0, critical: true);
        yield return new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true);
        var uses = new OidCollection();
        if (ServerUse) uses.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        if (ClientUse) uses.Add(new Oid("1.3.6.1.5.5.7.3.2"));
        foreach (var other in OtherUses) uses.Add(new Oid(other));
        if (uses.Count > 0) yield return new X509EnhancedKeyUsageExtension(uses, critical: true);
        var uris = Uris ?? [DidOf(key).Value];
        if (uris.Count == 0) yield break;
        var names = new SubjectAlternativeNameBuilder();
        foreach (var uri in uris) names.AddUri(new Uri(uri));
        yield return names.Build();
    }

    private static Did DidOf(ECDsa key) =>
        PublicKeys.TryGetDid(key, out var did, out var error) ? did : throw new IdentityException($"No certificate can be issued: {error}.");
}
