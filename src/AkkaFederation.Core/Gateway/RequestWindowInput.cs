namespace AkkaFederation.Gateway;

/// <summary>What a request window may be told.</summary>
internal abstract record RequestWindowInput;

/// <summary>A request was made. Numbers rise and are never used twice.</summary>
internal sealed record RequestMade(ulong Id, int Bytes, TimeSpan Deadline) : RequestWindowInput;

/// <summary>An answer under this number came from the peer.</summary>
internal sealed record RequestAnswered(ulong Id) : RequestWindowInput;

/// <summary>The caller does not wait any more.</summary>
internal sealed record RequestGivenUp(ulong Id) : RequestWindowInput;

/// <summary>Nothing can be expected of the peer: whatever waits or is under way ends.</summary>
internal sealed record PeerLost(GatewayError Why) : RequestWindowInput;

/// <summary>The alarm went off.</summary>
internal sealed record RequestAlarm : RequestWindowInput
{
    public static readonly RequestAlarm Instance = new();
}
