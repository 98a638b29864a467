using System.Globalization;

namespace AkkaFederation.Settings;

/// <summary>
/// Addresses of actor systems as text: <c>akka.ssl.tcp://system@host:port</c>. Only that one form is kept, so addresses
/// compare as texts.
/// </summary>
internal static class NodeAddress
{
    public const string Scheme = "akka.ssl.tcp://";
    private const string Expected = "host:port or akka.ssl.tcp://system@host:port";

    public static string Format(string system, string host, int port) =>
        string.Create(CultureInfo.InvariantCulture, $"{Scheme}{system}@{(host.Contains(':') && host[0] != '[' ? $"[{host}]" : host)}:{port}");

    /// <summary>Takes <c>host:port</c> (then the system is <paramref name="system"/>) or the full form.</summary>
    public static bool TryParse(string text, string system, out string address, out string expected)
    {
        address = "";
        expected = Expected;
        var rest = text;
        if (text.StartsWith(Scheme, StringComparison.Ordinal))
        {
            var at = text.IndexOf('@', Scheme.Length);
            if (at < 0) return false;
            system = text[Scheme.Length..at];
            rest = text[(at + 1)..];
        }

        var colon = rest.LastIndexOf(':');
        if (colon <= 0 || !IsSystemName(system)) return false;
        var host = rest[..colon];
        if (host is ['[', .., ']']) host = host[1..^1];
        else if (host.Contains(':')) return false;
        if (!IsHost(host)) return false;
        if (!int.TryParse(rest.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is 0 or > ushort.MaxValue) return false;
        address = Format(system, host, port);
        expected = "";
        return true;
    }

    public static bool IsHost(string host) => Uri.CheckHostName(host) != UriHostNameType.Unknown;

    /// <summary>What Akka takes as a system name: letters, digits, hyphen and underscore, not first.</summary>
    public static bool IsSystemName(string name) =>
        name.Length is > 0 and <= 64 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
