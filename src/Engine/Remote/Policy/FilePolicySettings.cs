namespace AkkaFederation.Engine.Remote;

/// <summary>What <c>akka.remote.dot-netty.tcp.ssl</c> says, where no <see cref="ConnectionPolicySetup"/> was given.</summary>
internal sealed record FilePolicySettings
{
    /// <summary>PKCS#12 (.pfx, .p12) or PEM.</summary>
    public required string CertificatePath { get; init; }

    public string Password { get; init; } = "";

    /// <summary>PEM private key, where the certificate's PEM file does not hold it.</summary>
    public string KeyPath { get; init; } = "";

    /// <summary>PEM file of trusted roots; empty means the machine's trust store.</summary>
    public string TrustedRootsPath { get; init; } = "";

    /// <summary>The dialler requires the dialled host name in the listener's certificate.</summary>
    public bool ValidateHostname { get; init; }

    /// <summary>Anybody with any certificate is let in. For tests; identity is still the certificate's key.</summary>
    public bool SuppressValidation { get; init; }
}
