namespace AkkaFederation.Settings;

/// <summary>The state machine that comes with the product, where an application brings none of its own.</summary>
public enum StateMachineKind
{
    /// <summary>The key-value store.</summary>
    Kv,

    /// <summary>None: proposals are only ordered and certified.</summary>
    None,
}
