namespace AkkaFederation.Broadcast;

/// <summary>How a broadcast travels.</summary>
public enum BroadcastMode
{
    /// <summary>Direct up to 8 peers, a tree above that, a flood for what is critical.</summary>
    Automatic = 0,

    /// <summary>The origin sends the payload to every peer itself; for few peers.</summary>
    Direct = 1,

    /// <summary>Along the shared spanning tree (Plumtree): each node gets the payload about once.</summary>
    Tree = 2,

    /// <summary>Over every link: shortest time, and as many copies as a node has links.</summary>
    Flood = 3,
}
