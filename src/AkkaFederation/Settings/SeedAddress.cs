using System.Globalization;

namespace AkkaFederation.Settings;

/// <summary>
/// A seed as text: the address of an actor system, or <c>https://host:port</c> of a node that serves its peers over HTTPS.
/// Only one spelling of each is kept, so seeds compare as texts.
/// </summary>
internal static class SeedAddress
{
    public const string Https = "https://";
    private const string Expected = "host:port, akka.ssl.tcp://system@host:port or https://host:port";

    public static bool IsHttps(string seed) => seed.StartsWith(Https, StringComparison.Ordinal);

    public static bool TryParse(string text, string system, out string seed, out string expected)
    {
        var isSeed = IsHttps(text) ? TryParseHttps(text, out seed) : NodeAddress.TryParse(text, system, out seed, out _);
        expected = isSeed ? "" : Expected;
        return isSeed;
    }

    // Host and port go through the same rules as everywhere; a path would be a promise that nobody keeps.
    private static bool TryParseHttps(string text, out string seed)
    {
        seed = "";
        var rest = text[Https.Length..].TrimEnd('/');
        if (rest.Contains('@') || !NodeAddress.TryParse(rest, "x", out var address, out _)) return false;
        seed = string.Create(CultureInfo.InvariantCulture, $"{Https}{address[(address.IndexOf('@') + 1)..]}");
        return true;
    }
}
