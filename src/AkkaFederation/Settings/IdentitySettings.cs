namespace AkkaFederation.Settings;

/// <summary>Settings under <c>federation.identity</c>: the PEM files of key, certificate and CA.</summary>
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
}
