namespace AkkaFederation.Settings;

/// <summary>Settings under <c>federation.identity.tofu</c>: trust on first use.</summary>
public sealed record TofuSettings
{
    /// <summary>Without it the policy <c>tofu</c> is refused.</summary>
    public required bool AcceptTheRisk { get; init; }

    /// <summary>File that remembers which key was met first at which address.</summary>
    public required string Path { get; init; }

    /// <summary>Addresses remembered at most; new ones are refused then.</summary>
    public required int MaxPeers { get; init; }
}
