namespace AkkaFederation.Gateway;

/// <summary>What one peer made of a broadcast: its answer, or why there is none.</summary>
/// <param name="Answer">The answer's bytes; empty where there is an error.</param>
/// <param name="Error">Null where the peer answered.</param>
public sealed record GatewayResult(ReadOnlyMemory<byte> Answer, GatewayException? Error)
{
    /// <summary>Whether the peer answered.</summary>
    public bool IsAnswer => Error is null;
}
