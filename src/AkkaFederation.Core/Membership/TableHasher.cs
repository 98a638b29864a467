using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>
/// A hash over what is said in a table (FNV-1a, 64 bits; never 0). It only saves work between nodes that agree: equal
/// hashes of different tables delay a comparison until the next peer, and nothing is ever believed because of one.
/// </summary>
internal readonly record struct TableHasher(ulong Value)
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public TableHasher Begin() => new(Basis);

    public TableHasher Add(SubjectEntry entry)
    {
        var hash = Add(Add(Add(Value, entry.Record.PeerId), entry.Record.Incarnation), entry.Own?.Incarnation ?? 0);
        hash = Add(hash, entry.Left ? 1UL : 0UL);
        for (var i = 0; i < entry.Suspicions.Count; i++)
            hash = Add(Add(hash, entry.Suspicions[i].Asserter), entry.Suspicions[i].Incarnation);
        return new(hash == 0 ? Basis : hash);
    }

    private static ulong Add(ulong hash, Did peer)
    {
        foreach (var letter in peer.Value) hash = (hash ^ letter) * Prime;
        return hash;
    }

    private static ulong Add(ulong hash, ulong number)
    {
        for (var i = 0; i < 64; i += 8) hash = (hash ^ ((number >> i) & 0xff)) * Prime;
        return hash;
    }
}
