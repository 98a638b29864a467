namespace AkkaFederation.Settings;

/// <summary>Settings under <c>federation.identity.did-web</c>.</summary>
public sealed record WebDidSettings
{
    /// <summary>Whether names without a pin are fetched over HTTPS; without it nothing is.</summary>
    public required bool Resolve { get; init; }

    /// <summary>File with the keys that names were resolved to.</summary>
    public required string PinsPath { get; init; }

    /// <summary>How long one fetch may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Wait before a failed fetch is tried again.</summary>
    public required TimeSpan RetryInterval { get; init; }
}
