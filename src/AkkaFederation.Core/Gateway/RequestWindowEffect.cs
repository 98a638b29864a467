namespace AkkaFederation.Gateway;

/// <summary>What a request window wants done, in the order of the list.</summary>
internal abstract record RequestWindowEffect;

/// <summary>Send it to the peer.</summary>
internal sealed record Transmit(ulong Id) : RequestWindowEffect;

/// <summary>Its answer has come in time: hand it to the caller.</summary>
internal sealed record Deliver(ulong Id) : RequestWindowEffect;

/// <summary>It ends without an answer.</summary>
internal sealed record Fail(ulong Id, GatewayError Why) : RequestWindowEffect;

/// <summary>Give a <see cref="RequestAlarm"/> at that time; takes the place of the one set before.</summary>
internal sealed record SetRequestAlarm(TimeSpan At) : RequestWindowEffect;
