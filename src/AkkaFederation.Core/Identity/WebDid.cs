using System.Text.RegularExpressions;

namespace AkkaFederation.Identity;

/// <summary>
/// A <c>did:web</c> name (W3C CCG "did:web Method"): a host, perhaps a port, perhaps a path, under which a DID document
/// stands. Only a name for people and lists: on the wire a peer is its <see cref="Did"/>, the key.
/// </summary>
internal sealed partial record WebDid : IComparable<WebDid>
{
    private const int MaxLength = 512;

    private WebDid(string value, Uri document)
    {
        Value = value;
        Document = document;
    }

    public string Value { get; }

    /// <summary>Where its document stands; always HTTPS.</summary>
    public Uri Document { get; }

    public static bool TryParse(string? text, out WebDid name, out string error)
    {
        name = null!;
        error = "not a did:web name (did:web:host, did:web:host%3A8443 or did:web:host:path)";
        if (text is null || text.Length > MaxLength || !Form().IsMatch(text)) return false;
        var parts = text["did:web:".Length..].Split(':');
        var host = parts[0].Replace("%3A", ":", StringComparison.OrdinalIgnoreCase);
        var path = parts.Length == 1 ? "/.well-known/did.json" : $"/{string.Join('/', parts[1..])}/did.json";
        if (parts[1..].Any(p => p is "." or "..") || !Uri.TryCreate($"https://{host}{path}", UriKind.Absolute, out var uri)) return false;
        name = new WebDid(text, uri);
        error = "";
        return true;
    }

    public int CompareTo(WebDid? other) => string.CompareOrdinal(Value, other?.Value);

    public override string ToString() => Value;

    [GeneratedRegex(@"\Adid:web:[A-Za-z0-9]([A-Za-z0-9.\-]*[A-Za-z0-9])?(%3[Aa][0-9]{1,5})?(:[A-Za-z0-9._~\-]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
