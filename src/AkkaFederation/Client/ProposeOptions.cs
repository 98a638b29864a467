namespace AkkaFederation;

/// <summary>How a proposal is to be treated.</summary>
public sealed record ProposeOptions
{
    /// <summary>How long the caller waits; then what is undecided is answered as such.</summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Signatures wanted under the certificate; a majority of the voters unless more are asked for.</summary>
    public int? RequiredQuorum { get; init; }

    /// <summary>Whether the answer waits for a commit certificate.</summary>
    public bool WithCertificate { get; init; } = true;
}
