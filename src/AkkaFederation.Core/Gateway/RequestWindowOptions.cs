namespace AkkaFederation.Gateway;

/// <summary>Limits of the way out to one peer.</summary>
/// <param name="MaxInFlight">Requests sent and unanswered at most.</param>
/// <param name="MaxQueued">Requests that wait for their turn at most.</param>
/// <param name="MaxQueuedBytes">Payload bytes of those that wait at most.</param>
internal sealed record RequestWindowOptions(int MaxInFlight, int MaxQueued, long MaxQueuedBytes);
