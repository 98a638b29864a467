using AkkaFederation.Gateway;

namespace AkkaFederation.Settings;

/// <summary>Reads <c>federation.gateway</c>.</summary>
internal static class GatewayReader
{
    private const int LargestPayload = 16 << 20;

    public static GatewaySettings Read(SettingsScope scope)
    {
        var settings = new GatewaySettings
        {
            MessageTimeout = scope.Duration("message-timeout", TimeSpan.FromMilliseconds(1), GatewayLimits.LongestTimeout),
            MaxPayload = scope.Size("max-payload", 1, LargestPayload),
            MaxInFlight = scope.Integer("max-in-flight", 1, 65_536),
            MaxQueued = scope.Integer("max-queued", 0, 1_000_000),
            MaxQueuedBytes = scope.Size("max-queued-bytes", 0, 1 << 30),
            MaxServing = scope.Integer("max-serving", 1, 1_000_000),
        };
        if (settings.MaxQueued > 0 && settings.MaxQueuedBytes < settings.MaxPayload)
            throw scope.Wrong("max-queued-bytes", $"at least max-payload, {settings.MaxPayload} bytes, or a large message can never wait");
        return settings;
    }
}
