namespace AkkaFederation.Gossip;

/// <summary>How two updates stand to each other, as far as their vector clocks tell.</summary>
public enum CausalOrder
{
    /// <summary>Neither is known to have been before the other.</summary>
    Unordered,

    /// <summary>The first was known to the origin of the second when it published.</summary>
    Before,

    /// <summary>The second was known to the origin of the first when it published.</summary>
    After,

    /// <summary>They are one and the same.</summary>
    Same,
}
