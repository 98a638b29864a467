using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace AkkaFederation.Identity;

/// <summary>
/// Trust policy <c>tofu</c>, trust on first use, as in the host list of SSH (RFC 4251, 4.1): the key that is met first at
/// an address is the only one believed there from then on. Only the dialler learns: whoever answers at an address that
/// this node has dialled holds that address, while whoever dials in only claims one. So a claim is compared and never
/// remembered, or a liar could occupy the addresses of others. Immutable; every address is learnt once.
/// </summary>
/// <remarks>Invariant 1: at most <see cref="MaxPeers"/> addresses; when full, new ones are refused and none is forgotten.</remarks>
internal sealed record KnownPeers
{
    public static readonly ImmutableSortedDictionary<string, Entry> NoEntries = ImmutableSortedDictionary.Create<string, Entry>(StringComparer.Ordinal);

    public required int MaxPeers { get; init; }

    public ImmutableSortedDictionary<string, Entry> Entries { get; init; } = NoEntries;

    /// <summary>What is remembered of one address.</summary>
    public readonly record struct Entry(Did Peer, DateTimeOffset FirstSeen);

    /// <summary>
    /// Whether <paramref name="peer"/> may be at this address. <paramref name="next"/> is what to remember from now on: the
    /// same object unless something was learnt. <paramref name="reason"/> is empty or one of <see cref="CertificateReasons"/>.
    /// </summary>
    public KnownPeers Meet(string address, Did peer, bool dialled, DateTimeOffset now, out string reason, out string detail)
    {
        reason = detail = "";
        if (Entries.TryGetValue(address, out var known))
        {
            if (known.Peer == peer) return this;
            reason = CertificateReasons.KeyChanged;
            detail = $"{address} was {known.Peer} and now shows {peer}; 'fed id forget' if that is intended";
            return this;
        }

        if (!dialled) return this;
        if (Entries.Count < MaxPeers)
            return this with { Entries = Entries.Add(address, new Entry(peer, DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()))) };
        reason = CertificateReasons.TooManyKnown;
        detail = $"{address} shows {peer}, and {MaxPeers} addresses are known already (federation.identity.tofu.max-peers)";
        return this;
    }

    /// <exception cref="IdentityException">A line that is no entry, or more of them than the limit; names file and line.</exception>
    public static KnownPeers Parse(string text, string name, int maxPeers)
    {
        var entries = NoEntries.ToBuilder();
        foreach (var (line, entry) in ListLines.Read(text, name))
        {
            var parts = entry.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length != 3 || !Did.TryParse(parts[1], out var peer, out _)
                || !DateTimeOffset.TryParse(parts[2], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since))
                throw ListLines.Wrong(name, line, entry, "host:port, a DID and a time");
            if (entries.TryGetValue(parts[0], out var other) && other.Peer != peer)
                throw ListLines.Wrong(name, line, entry, $"one key for each address, and {parts[0]} has {other.Peer} above");
            entries[parts[0]] = new Entry(peer, since);
            if (entries.Count > maxPeers) throw new IdentityException($"{name}:{line}: more than {maxPeers} addresses; raise federation.identity.tofu.max-peers.");
        }

        return new KnownPeers { MaxPeers = maxPeers, Entries = entries.ToImmutable() };
    }

    public string ToText()
    {
        var text = new StringBuilder("# Keys met first at each address (trust on first use). A changed key is refused; 'fed id forget' removes a line.\n");
        foreach (var (address, entry) in Entries)
            text.Append(address).Append(' ').Append(entry.Peer.Value).Append(' ').Append(entry.FirstSeen.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)).Append('\n');
        return text.ToString();
    }
}
