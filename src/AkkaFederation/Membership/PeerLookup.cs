using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Settings;

namespace AkkaFederation.Membership;

/// <summary>
/// Which peer somebody means: by DID, address, name, or a beginning or end of the DID that no other peer has (with or
/// without <c>did:key:</c>). Whoever fits exactly is preferred; several that fit are named.
/// </summary>
internal static class PeerLookup
{
    private const string Prefix = "did:key:";
    private const int MostNamed = 5;

    public static (Did Peer, string Problem) Find(string text, MembershipSnapshot view, Func<Did, string> nameOf, string system)
    {
        if (text.Length == 0) return (default, "no peer was named");
        if (text == view.Self.Id.Value) return (default, $"{text} is this node itself, which keeps no observations of itself");
        var peers = view.Peers.Select(p => p.Id).ToList();
        if (Did.TryParse(text, out var did, out _)) return peers.Contains(did) ? (did, "") : (default, $"this node does not know {did}");
        if (NodeAddress.TryParse(text, system, out var address, out _)) return One(view.Peers.Where(p => p.Endpoint == address).Select(p => p.Id), text);
        var named = peers.FindAll(p => string.Equals(nameOf(p), text, StringComparison.OrdinalIgnoreCase));
        return One(named.Count > 0 ? named : peers.Where(p => Fits(p.Value, text)), text);
    }

    private static bool Fits(string did, string text) =>
        did.StartsWith(text, StringComparison.Ordinal)
        || did.EndsWith(text, StringComparison.Ordinal)
        || did.AsSpan(Prefix.Length).StartsWith(text, StringComparison.Ordinal);

    private static (Did Peer, string Problem) One(IEnumerable<Did> fitting, string text)
    {
        var found = fitting.Take(MostNamed + 1).ToList();
        var said = LogText.Escape(text);
        return found.Count switch
        {
            0 => (default, $"no peer has the DID, name or address '{said}', nor a DID that begins or ends so; `fed peers` lists them"),
            1 => (found[0], ""),
            _ => (default, $"'{said}' fits several peers: {string.Join(", ", found.Take(MostNamed))}{(found.Count > MostNamed ? " and more" : "")}"),
        };
    }
}
