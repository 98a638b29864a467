using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// How those who took no part in a founding hear of it: a founder tells each peer that it meets, a few times in case one is
/// lost. Who belongs to another founding under the same cluster id refuses it by name (A32), and so both sides' operators
/// learn of it; who waits for a founding learns that it is over. Left out: answers; who still waits asks by itself.
/// </summary>
/// <remarks>Invariant: 1. each peer is told <see cref="Times"/> times at most in one life of this node.</remarks>
internal sealed class GenesisHerald(Did self)
{
    public const int Times = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private readonly SortedDictionary<Did, (int Told, TimeSpan Next)> _peers = [];

    /// <summary>When to come again; null while nobody is to be told.</summary>
    public TimeSpan? Next { get; private set; }

    /// <summary>Appends what is to be sent now to the peers known now.</summary>
    public void Tell(SignedGenesis founded, IReadOnlyCollection<Did> known, TimeSpan now, List<PeerMessage> sends)
    {
        Next = null;
        foreach (var peer in known)
        {
            if (peer == self || founded.Genesis.Has(peer)) continue;
            _peers.TryGetValue(peer, out var state);
            if (state.Told < Times && now >= state.Next)
            {
                sends.Add(new GenesisProof(self, peer, founded));
                _peers[peer] = state = (state.Told + 1, now + FirstPause * (1 << (2 * state.Told)));
            }

            if (state.Told < Times && (Next is null || state.Next < Next)) Next = state.Next;
        }
    }

    public void CheckInvariants()
    {
        if (_peers.Values.Any(p => p.Told > Times)) throw new InvalidOperationException("Invariant 1.");
    }
}
