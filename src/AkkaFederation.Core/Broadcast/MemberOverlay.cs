using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AkkaFederation.Identity;

namespace AkkaFederation.Broadcast;

/// <summary>
/// Who is whose neighbour, from the membership table alone. On each of a few rings all living members stand in an order of
/// its own, by SHA-256 of cluster, ring and DID; a node's neighbours are the ones before and after it on every ring.
/// Plumtree's own membership protocol, HyParView, keeps partial views by walks and shuffles because its nodes do not know
/// the membership; here every node has the table, so the view is computed: whoever has the same table finds the same
/// links, from both ends (symmetric), each ring alone holds all members together (connected), a member that goes is
/// bridged on each ring by those beside it, and the degree does not grow with N. Unions of random Hamiltonian cycles are
/// expanders with high probability (Law and Siu, "Distributed construction of random expander networks", INFOCOM 2003),
/// so paths are about log N long. While two tables differ a link may be known to one end only; the core serves such
/// guests. Left out: a member that grinds keys can choose its places; signatures and the other rings bound what it gains.
/// </summary>
/// <remarks>
/// Immutable; may be shared by many cores. Invariants: (1) nobody is its own neighbour; (2) a is a neighbour of b exactly
/// if b is one of a; (3) up to <c>directPeers</c> peers all are neighbours; above, there are at most 2 × rings.
/// </remarks>
internal sealed class MemberOverlay
{
    private readonly ImmutableArray<Did> _living;
    private readonly ImmutableArray<Member[]> _rings;
    private readonly HashSet<Did> _known;
    private readonly int _directPeers;

    private MemberOverlay(ImmutableArray<Did> living, ImmutableArray<Member[]> rings, HashSet<Did> known, int directPeers)
    {
        (_living, _rings, _known, _directPeers) = (living, rings, known, directPeers);
    }

    public static MemberOverlay Empty { get; } = new([], [], [], 0);

    /// <summary>Living members, the node itself included if it is among them, in the order of their DIDs.</summary>
    public ImmutableArray<Did> Living => _living;

    /// <param name="clusterId">So that two federations of the same members differ.</param>
    /// <param name="living">Who can be a neighbour, the node itself included.</param>
    /// <param name="known">Everybody in the table, the departed included.</param>
    /// <param name="options">Rings, and up to how many peers everybody is everybody's neighbour.</param>
    public static MemberOverlay Create(string clusterId, IEnumerable<Did> living, IEnumerable<Did> known, BroadcastOptions options)
    {
        ImmutableArray<Did> sorted = [.. living.Distinct().Order()];
        var all = new HashSet<Did>(known);
        all.UnionWith(sorted);
        var rings = sorted.Length - 1 <= options.DirectPeers
            ? []
            : Enumerable.Range(0, options.Rings).Select(r => Ring(clusterId, r, sorted)).ToImmutableArray();
        return new MemberOverlay(sorted, rings, all, options.DirectPeers);
    }

    public bool IsKnown(Did peer) => _known.Contains(peer);

    /// <summary>Peers other than this one that live.</summary>
    public int PeersOf(Did self) => _living.Length - (_living.BinarySearch(self) >= 0 ? 1 : 0);

    /// <summary>The neighbours of a member, in the order of their DIDs.</summary>
    public ImmutableArray<Did> NeighboursOf(Did self)
    {
        if (_living.BinarySearch(self) < 0) return [];
        if (_living.Length - 1 <= _directPeers) return _living.Remove(self);
        var found = new SortedSet<Did>();
        foreach (var ring in _rings)
        {
            var at = Array.BinarySearch(ring, new Member(Position(ring[0].Seed, self), self, ring[0].Seed));
            found.Add(ring[(at + 1) % ring.Length].Id);
            found.Add(ring[(at + ring.Length - 1) % ring.Length].Id);
        }

        return [.. found];
    }

    private static Member[] Ring(string clusterId, int ring, ImmutableArray<Did> living)
    {
        var seed = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{clusterId}/ring/{ring}")));
        var members = living.Select(d => new Member(Position(seed, d), d, seed)).ToArray();
        Array.Sort(members);
        return members;
    }

    private static ulong Position(ulong seed, Did member)
    {
        Span<byte> input = stackalloc byte[8 + 64];
        BinaryPrimitives.WriteUInt64BigEndian(input, seed);
        var length = Encoding.ASCII.GetBytes(member.Value, input[8..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input[..(8 + length)], hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    private readonly record struct Member(ulong Position, Did Id, ulong Seed) : IComparable<Member>
    {
        public int CompareTo(Member other) =>
            Position != other.Position ? Position.CompareTo(other.Position) : Id.CompareTo(other.Id);
    }
}
