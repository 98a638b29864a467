namespace AkkaFederation.Settings;

/// <summary>Settings under <c>federation.gateway</c>.</summary>
public sealed record GatewaySettings
{
    /// <summary>How long a message waits for its answer where the caller does not say.</summary>
    public required TimeSpan MessageTimeout { get; init; }

    /// <summary>Largest message or answer in bytes.</summary>
    public required int MaxPayload { get; init; }

    /// <summary>Messages to one peer, and of one peer, that are unanswered at most.</summary>
    public required int MaxInFlight { get; init; }

    /// <summary>Messages that wait for their turn to one peer at most.</summary>
    public required int MaxQueued { get; init; }

    /// <summary>Bytes of those that wait at most.</summary>
    public required int MaxQueuedBytes { get; init; }

    /// <summary>Messages of all peers together that the handler works on at most.</summary>
    public required int MaxServing { get; init; }
}
