namespace AkkaFederation.Settings;

/// <summary>How peers' certificates are trusted. In each, the certificate's key must derive the DID that the peer claims.</summary>
public enum TrustPolicy
{
    /// <summary>They chain to a CA of the federation.</summary>
    Ca,

    /// <summary>Their DID is on a list; who issued the certificate does not count.</summary>
    Pinned,

    /// <summary>Trust on first use: the key that was met first at an address. Refused unless asked for.</summary>
    Tofu,
}
