using System.Collections.Immutable;

namespace AkkaFederation.Settings;

/// <summary>Settings under <c>federation.identity</c>: the PEM files of key, certificate and CA, and who is trusted.</summary>
public sealed record IdentitySettings
{
    /// <summary>Path of the private key, PKCS#8 in PEM.</summary>
    public required string KeyPath { get; init; }

    /// <summary>Path of the certificate in PEM.</summary>
    public required string CertificatePath { get; init; }

    /// <summary>Path of the federation's CA certificates in PEM.</summary>
    public required string CaPath { get; init; }

    /// <summary>How peers' certificates are trusted.</summary>
    public required TrustPolicy Trust { get; init; }

    /// <summary>Policy <c>pinned</c>: DIDs that are let in, <c>did:key</c> or <c>did:web</c>.</summary>
    public ImmutableArray<string> Pinned { get; init; } = [];

    /// <summary>Policy <c>pinned</c>: a file with more of them, read again when it changes; empty for none.</summary>
    public string PinnedPath { get; init; } = "";

    /// <summary>Revocation lists, read again when they change.</summary>
    public ImmutableArray<string> RevokedPaths { get; init; } = [];

    /// <summary>How often the files are looked at.</summary>
    public required TimeSpan ReloadInterval { get; init; }

    /// <summary>How long before the end of the own certificate the node begins to warn.</summary>
    public required TimeSpan ExpiryWarning { get; init; }

    /// <summary>Policy <c>tofu</c>.</summary>
    public required TofuSettings Tofu { get; init; }

    /// <summary>Names of the kind <c>did:web</c>.</summary>
    public required WebDidSettings WebDid { get; init; }
}
