namespace AkkaFederation.Settings;

/// <summary>Reads <c>federation.discovery</c>.</summary>
internal static class DiscoveryReader
{
    public static DiscoverySettings Read(SettingsScope scope) => new() { Mdns = ReadMdns(scope.Block("mdns")) };

    private static MdnsSettings ReadMdns(SettingsScope scope)
    {
        var settings = new MdnsSettings
        {
            Enabled = scope.Switch("enabled"),
            Interfaces = scope.List<string>("interfaces", 64, name => name.Length is > 0 and <= 64 && !name.Any(char.IsControl) ? (name, "") : (null, "the name of an interface, such as eth0")),
            MaxAdverts = scope.Integer("max-adverts", 1, 10_000),
            MaxAdvertsPerSender = scope.Integer("max-adverts-per-sender", 1, 10_000),
        };
        return settings.MaxAdvertsPerSender <= settings.MaxAdverts
            ? settings
            : throw scope.Wrong("max-adverts-per-sender", $"at most max-adverts, {settings.MaxAdverts}");
    }
}
