namespace AkkaFederation.Settings;

/// <summary>Reads <c>federation.http</c>.</summary>
internal static class HttpReader
{
    public static HttpSettings Read(SettingsScope scope)
    {
        var settings = new HttpSettings
        {
            Enabled = scope.Switch("enabled"),
            Host = scope.Text("host"),
            Port = scope.Integer("port", 0, ushort.MaxValue),
            Names = scope.List("names", 64, text => NodeAddress.IsHost(text) ? (text, "") : (null, "a host name or IP address")),
            MaxConnections = scope.Integer("max-connections", 1, 65_536),
            RequestsPerSecond = scope.Integer("requests-per-second", 1, 1_000_000),
            RequestTimeout = scope.Duration("request-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
        };
        return NodeAddress.IsHost(settings.Host) ? settings : throw scope.Wrong("host", "a host name or IP address");
    }
}
