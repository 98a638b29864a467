using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// How a node that took no part in the founding comes to be a learner. It has the genesis from others. First it asks the
/// leader, who asks a majority (a linearisable read), whether its name is unknown to the log. If it is, the node writes down
/// that it belongs to this log, and from then on asks to be added. If the name is known while the node holds nothing, then
/// this key has a log that is missing: it may have voted and signed, and must not do so again (E22).
/// Left out: coming back by itself of a node that was removed; an operator adds it.
/// </summary>
/// <remarks>Invariants: 1. takes part only after <see cref="GenesisJoined"/> is durable. 2. at most one request for each pause.</remarks>
internal sealed class JoinCore(Did self, Random random)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongPause = TimeSpan.FromSeconds(10);
    private readonly SortedSet<ulong> _asked = [];
    private SignedGenesis? _genesis;
    private Did _leader;
    private ulong _number;
    private int _turn;
    private TimeSpan _next;

    /// <summary>To be made durable before the node takes part.</summary>
    public List<FoundingEvent> Events { get; } = [];

    public List<PeerMessage> Sends { get; } = [];

    /// <summary>The log that this node belongs to, durably once <see cref="Events"/> are; null until it may take part.</summary>
    public SignedGenesis? Joined { get; private set; }

    /// <summary>Why this node must not take part; null while it may.</summary>
    public string? Fatal { get; private set; }

    /// <summary>Answers that were not asked for.</summary>
    public long Refused { get; private set; }

    /// <summary>Why it is not a learner yet, for whoever asks; empty while nothing is known.</summary>
    public string Waits { get; private set; } = "";

    /// <summary>When <see cref="Tick"/> wants to be called again.</summary>
    public TimeSpan Next => _next;

    public void Recover(GenesisJoined e) => (_genesis, Joined) = (e.Signed, e.Signed);

    /// <summary>The federation was founded without this node.</summary>
    public void Observe(SignedGenesis genesis) => _genesis ??= genesis;

    /// <summary>Asks again if it is time to.</summary>
    /// <param name="reachable">Peers with a known address.</param>
    /// <param name="log">Who votes, as this node's log says; null while it has none.</param>
    /// <param name="now">The time.</param>
    public void Tick(IReadOnlyCollection<Did> reachable, ConfigurationTable? log, TimeSpan now)
    {
        if (_genesis is null || Fatal is not null || now < _next) return;
        _next = now + Pause;
        if (log is not null && log.Knows(self))
        {
            _next = now + LongPause;
            return;
        }

        if (Choose(reachable, log) is not { IsEmpty: false } to) return;
        _number = _number == 0 ? (ulong)random.NextInt64() : _number + 1;
        _asked.Add(_number);
        if (_asked.Count > 8) _asked.Remove(_asked.Min);
        Sends.Add(new JoinRequest(self, to, _number, Joined is null));
    }

    public void Step(JoinReply m, TimeSpan now)
    {
        if (_genesis is null || Fatal is not null || !_asked.Remove(m.Number))
        {
            Refused++;
            return;
        }

        _leader = m.Answer == JoinAnswer.NotLeader ? m.Leader : m.From;
        switch (m.Answer)
        {
            case JoinAnswer.NotLeader when m.Leader.IsEmpty:
                break;
            case JoinAnswer.NotLeader:
                _next = now;
                break;
            case JoinAnswer.Unknown when Joined is null:
                Joined = _genesis;
                Events.Add(new GenesisJoined(_genesis));
                _next = now;
                break;
            case JoinAnswer.Known when Joined is null:
                Fatal = $"the key {self} is or was a member of {_genesis.Genesis}, and this node's database does not know of it: "
                    + "restore the database, or start with a new key";
                break;
            case JoinAnswer.Known:
                (Waits, _next) = ("it was removed from the consensus; fed voters add lets it in again", now + LongPause);
                break;
            case JoinAnswer.Full:
                (Waits, _next) = ("there are as many learners as may be (max-learners)", now + LongPause);
                break;
        }
    }

    // The leader if anybody has named it, else each that may know it in turn.
    private Did Choose(IReadOnlyCollection<Did> reachable, ConfigurationTable? log)
    {
        var leader = _leader;
        _leader = default;
        if (!leader.IsEmpty && reachable.Contains(leader)) return leader;
        var known = reachable.Where(p => p != self && (_genesis!.Genesis.Has(p) || (log is not null && log.Newest.IsVoter(p)))).Order().ToArray();
        if (known.Length == 0) known = [.. reachable.Where(p => p != self).Order()];
        return known.Length == 0 ? default : known[_turn++ % known.Length];
    }
}
