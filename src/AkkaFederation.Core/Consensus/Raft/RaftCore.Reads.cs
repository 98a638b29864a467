using AkkaFederation.Consensus.Quorum;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

// Linearisable reads by read index: dissertation 6.4. The leader notes its commit index, and a round of heartbeats begun
// after that proves that it still led then. The commit index is only worth noting once an entry of the own term is
// committed: before, entries may be committed of which a new leader does not know that they are (E10). No clock is part of
// it, so a pause of the process can only delay a read, never make it stale (E9). Left out: reads by lease (6.4.1).
internal sealed partial class RaftCore
{
    private readonly List<PendingRead> _reads = [];
    private ulong _round;

    /// <summary>Questions answered, taken by whoever composes this core with others.</summary>
    public List<ReadState> ReadStates { get; } = [];

    /// <summary>
    /// Asks for an index that covers all that was committed before; the answer comes in <see cref="ReadStates"/>. Each
    /// reader has one question open: a newer one takes the older one's place. False: this node does not lead.
    /// </summary>
    public bool ReadIndex(Did reader, ulong number)
    {
        if (Role != RaftRole.Leader) return false;
        _reads.RemoveAll(r => r.Reader == reader);
        _reads.Add(new PendingRead(reader, number));
        return true;
    }

    /// <summary>A number that no earlier life of this node has used, but for a chance of one in 2^63.</summary>
    public ulong DrawNumber() => (ulong)_random.NextInt64();

    // One round serves all reads that have come up since the last one began.
    private void AdvanceReads()
    {
        if (_reads.Count == 0 || !_rules.MayRead(Log.Term(Commit), Term)) return;
        if (_reads.Exists(r => r.Round == 0)) BeginRound();
        _reads.RemoveAll(Confirm);
    }

    private void BeginRound()
    {
        _round++;
        foreach (var read in _reads.Where(r => r.Round == 0)) (read.Round, read.Index) = (_round, Commit);
        foreach (var follower in _followers) Beat(follower);
    }

    private bool Confirm(PendingRead read)
    {
        var heard = IsVoter(Self) ? 1 : 0;
        foreach (var follower in _followers)
        {
            if (follower.Votes && _rules.Confirms(follower.RoundHeard, read.Round)) heard++;
        }

        if (heard < Configuration.Majority) return false;
        ReadStates.Add(new ReadState(read.Reader, read.Number, read.Index, true));
        return true;
    }

    private void FailReads()
    {
        foreach (var read in _reads) ReadStates.Add(new ReadState(read.Reader, read.Number, 0, false));
        _reads.Clear();
    }

    private sealed class PendingRead(Did reader, ulong number)
    {
        public Did Reader { get; } = reader;

        public ulong Number { get; } = number;

        /// <summary>The commit index when its round began.</summary>
        public ulong Index { get; set; }

        /// <summary>The round of heartbeats that confirms it; 0: not begun.</summary>
        public ulong Round { get; set; }
    }
}
