using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>
/// Whose turn it is. Randomised round-robin (SWIM section 4.3): a traversal visits every member once, in an order shuffled
/// anew each time, so a crash is noticed within a bounded time and not only in expectation. The shuffles are the same on
/// all nodes, as distances along the ring of their sorted names: in one round every member is then probed by exactly one
/// other, where orders drawn by each node for itself leave one in e^t members unprobed for t rounds. Rounds are counted
/// and told in passing, as a logical clock (Lamport 1978), and whoever is behind catches up; nodes that disagree about the
/// round or the members merely probe as if by lot.
/// </summary>
/// <remarks>
/// Invariants: (1) members are in strictly ascending order and this node is one of them; (2) the round never decreases.
/// Nobody is believed further than two rounds more than once in a traversal: who pushed the count about could otherwise
/// choose who is not probed.
/// </remarks>
internal sealed class ProbeSchedule
{
    private const ulong SmallStep = 2;
    private const ulong HighestRound = 1UL << 62;
    private readonly Did _self;
    private readonly List<Did> _members = [];
    private int[] _distances = [];
    private ulong _shuffledFor = ulong.MaxValue;
    private ulong _nextLeap;

    public ProbeSchedule(Did self)
    {
        _self = self;
        _members.Add(self);
    }

    /// <summary>The round that this node is in; told with every ping and answer.</summary>
    public ulong Round { get; private set; }

    public bool Contains(Did peer) => peer != _self && _members.BinarySearch(peer) >= 0;

    public void Add(Did peer)
    {
        var at = _members.BinarySearch(peer);
        if (at < 0) _members.Insert(~at, peer);
    }

    public void Remove(Did peer)
    {
        var at = _members.BinarySearch(peer);
        if (at >= 0 && peer != _self) _members.RemoveAt(at);
    }

    /// <summary>Another node is in that round.</summary>
    public void Heard(ulong round)
    {
        if (round <= Round + 1 || round > HighestRound) return;
        if (round - Round > SmallStep)
        {
            if (Round < _nextLeap) return;
            _nextLeap = round + (ulong)_members.Count;
        }

        Round = round - 1;
    }

    /// <summary>Begins the next round and says whose turn it is; false while there is nobody.</summary>
    public bool TryNext(out Did peer)
    {
        Round++;
        peer = default;
        var others = _members.Count - 1;
        if (others == 0) return false;
        Shuffle(Round / (ulong)others, others);
        var distance = _distances[(int)(Round % (ulong)others)];
        peer = _members[(_members.BinarySearch(_self) + distance) % _members.Count];
        return true;
    }

    private void Shuffle(ulong traversal, int others)
    {
        if (_shuffledFor == traversal && _distances.Length == others) return;
        _shuffledFor = traversal;
        _distances = new int[others];
        for (var i = 0; i < others; i++) _distances[i] = i + 1;
        new Random((int)(traversal * 0x9E3779B1) ^ others).Shuffle(_distances);
    }
}
