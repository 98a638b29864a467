using System.Collections.Immutable;

namespace AkkaFederation.Identity;

/// <summary>
/// Trust policy <c>pinned</c>: exactly these peers, by name, and nobody else. A list in the configuration and a list in a
/// file, together. A <c>did:web</c> name stands for the key that was pinned when it was resolved
/// (<see cref="WebPins"/>); until then it stands for nobody.
/// </summary>
internal sealed record PinnedPeers(ImmutableHashSet<Did> Keys, ImmutableSortedSet<WebDid> Names)
{
    public static readonly PinnedPeers None = new([], []);

    private const string Expected = "a DID (did:key:zDn… or did:web:…)";

    /// <exception cref="IdentityException">A line that is no DID; names file and line.</exception>
    public static PinnedPeers Parse(string text, string name)
    {
        var pinned = None;
        foreach (var (line, entry) in ListLines.Read(text, name))
        {
            if (!pinned.TryAdd(entry, out pinned)) throw ListLines.Wrong(name, line, entry, Expected);
        }

        return pinned;
    }

    /// <summary>Adds one DID; false, and the list as it was, if the text is none.</summary>
    public bool TryAdd(string text, out PinnedPeers with)
    {
        with = this;
        if (Did.TryParse(text, out var key, out _)) with = this with { Keys = Keys.Add(key) };
        else if (WebDid.TryParse(text, out var name, out _)) with = this with { Names = Names.Add(name) };
        else return false;
        return true;
    }

    public PinnedPeers And(PinnedPeers other) => new(Keys.Union(other.Keys), Names.Union(other.Names));

    public bool Allows(Did peer, WebPins pins) => Keys.Contains(peer) || Names.Any(name => pins.KeyOf(name) == peer);
}
