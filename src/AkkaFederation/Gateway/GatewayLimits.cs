namespace AkkaFederation.Gateway;

/// <summary>Limits that are not settings.</summary>
internal static class GatewayLimits
{
    /// <summary>A caller waits no longer than this.</summary>
    public static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(1);
}
