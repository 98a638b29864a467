namespace AkkaFederation.Settings;

/// <summary>How peers' certificates are trusted.</summary>
public enum TrustPolicy
{
    /// <summary>They chain to a CA of the federation.</summary>
    Ca,
}
