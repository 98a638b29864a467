namespace AkkaFederation.Broadcast;

/// <summary>How a broadcast shall travel.</summary>
public sealed record PublishOptions
{
    /// <summary>The mode; the federation chooses unless told.</summary>
    public BroadcastMode Mode { get; init; }

    /// <summary>Whether the automatic choice is a flood.</summary>
    public bool Critical { get; init; }
}

/// <summary>A broadcast is under way.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Mode">How it travels.</param>
/// <param name="Peers">Living peers that this node knew at the time.</param>
public sealed record BroadcastReceipt(BroadcastId Id, BroadcastMode Mode, int Peers);

/// <summary>A broadcast of this node was refused; nothing of it has left.</summary>
public sealed class BroadcastException : Exception
{
    internal BroadcastException(BroadcastRefusal reason, string message)
        : base(message) => Reason = reason;

    /// <summary>Why.</summary>
    public BroadcastRefusal Reason { get; }
}
