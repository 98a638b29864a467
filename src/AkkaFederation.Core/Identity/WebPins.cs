using System.Collections.Immutable;
using System.Text;

namespace AkkaFederation.Identity;

/// <summary>
/// The keys that <c>did:web</c> names had when they were resolved, one line <c>name did:key:…</c> each. Once pinned, a
/// name needs no network, and whoever owns the host later cannot change who is meant.
/// </summary>
internal sealed record WebPins(ImmutableSortedDictionary<WebDid, Did> Pins)
{
    public static readonly WebPins None = new(ImmutableSortedDictionary<WebDid, Did>.Empty);

    /// <summary>The pinned key; empty where the name was never resolved.</summary>
    public Did KeyOf(WebDid name) => Pins.GetValueOrDefault(name);

    /// <exception cref="IdentityException">The name is pinned to another key.</exception>
    public WebPins With(WebDid name, Did key, string file)
    {
        if (Pins.TryGetValue(name, out var known) && known != key)
            throw new IdentityException($"{file}: {name} is pinned to {known} and its document now says {key}; remove the line if the change is intended.");
        return new WebPins(Pins.SetItem(name, key));
    }

    /// <exception cref="IdentityException">A line that is no pin; names file and line.</exception>
    public static WebPins Parse(string text, string file)
    {
        var pins = None;
        foreach (var (line, entry) in ListLines.Read(text, file))
        {
            var parts = entry.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length != 2 || !WebDid.TryParse(parts[0], out var name, out _) || !Did.TryParse(parts[1], out var key, out _))
                throw ListLines.Wrong(file, line, entry, "a did:web name and the did:key it is pinned to");
            pins = new WebPins(pins.Pins.SetItem(name, key));
        }

        return pins;
    }

    public string ToText()
    {
        var text = new StringBuilder("# did:web names and the keys they were resolved to. Remove a line to resolve its name anew.\n");
        foreach (var (name, key) in Pins) text.Append(name.Value).Append(' ').Append(key.Value).Append('\n');
        return text.ToString();
    }
}
