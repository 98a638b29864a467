using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// What a leader knows of one follower (etcd's tracker.Progress). Probing: it does not know where the logs part, and sends
/// one append at a time. Replicating: it sends ahead, a bounded number of appends deep.
/// </summary>
/// <remarks>Invariants: 1. Match &lt; Next. 2. while probing at most one append is unanswered. 3. InFlight ≤ limit. 4. the weight in
/// flight is that of the appends in flight.</remarks>
internal sealed class Progress(Did id, ulong next, TimeSpan now)
{
    private readonly Queue<(ulong Last, long Weight)> _inFlight = new();

    public Did Id { get; } = id;

    /// <summary>Greatest index known to be durable there.</summary>
    public ulong Match { get; private set; }

    /// <summary>The next entry to send.</summary>
    public ulong Next { get; private set; } = next;

    /// <summary>How it keeps pace with the log; matters for learners.</summary>
    public CatchUp CatchUp { get; } = new(next - 1, now);

    /// <summary>The newest feature level that it can apply, as it has said in this term; 0: not yet.</summary>
    public uint Level { get; set; }

    /// <summary>Whether it is a voter of the configuration in force.</summary>
    public bool Votes { get; set; }

    /// <summary>Whether it was a voter of the configuration before.</summary>
    public bool VotedBefore { get; set; }

    public bool Probing { get; private set; } = true;

    public bool ProbeSent { get; set; }

    /// <summary>When it last answered anything in this term.</summary>
    public TimeSpan LastHeard { get; set; } = now;

    /// <summary>The commit index that it has been told.</summary>
    public ulong CommitSent { get; set; }

    /// <summary>The newest round of heartbeats that it has answered.</summary>
    public ulong RoundHeard { get; set; }

    /// <summary>Match at the last heartbeat answer, to notice appends that were lost on the way.</summary>
    public ulong MatchAtHeartbeat { get; set; }

    public int InFlight => _inFlight.Count;

    /// <summary>Bytes of entries on their way, about.</summary>
    public long WeightInFlight { get; private set; }

    /// <summary>Entries for it that have left this node's memory.</summary>
    public ReadAhead Reading { get; } = new();

    public bool CanSend(int maxInFlight, long maxWeight) => Probing ? !ProbeSent : _inFlight.Count < maxInFlight && WeightInFlight < maxWeight;

    /// <summary>Notes that entries up to <paramref name="last"/>, of this weight, are on their way.</summary>
    public void Sent(ulong last, long weight)
    {
        if (Probing)
        {
            ProbeSent = true;
            return;
        }

        if (last < Next) return;
        Next = last + 1;
        _inFlight.Enqueue((last, weight));
        WeightInFlight += weight;
    }

    /// <summary>Notes a match; true if it is news.</summary>
    public bool Acknowledge(ulong index)
    {
        while (_inFlight.TryPeek(out var first) && first.Last <= index) WeightInFlight -= _inFlight.Dequeue().Weight;
        var news = index > Match;
        if (news) Match = index;
        if (Next <= Match) Next = Match + 1;
        if (!Probing) return news;
        Probing = false;
        ProbeSent = false;
        Next = Match + 1;
        return news;
    }

    /// <summary>Goes back after a refused append; the hint is the last entry that can agree. False: an old answer.</summary>
    public bool Refuse(ulong refused, ulong hint, RaftRules rules)
    {
        if (Probing && refused != Next - 1) return false;
        if (!Probing && (refused <= Match || refused >= Next)) return false;
        Probing = true;
        ProbeSent = false;
        _inFlight.Clear();
        WeightInFlight = 0;
        Next = rules.StepBack(refused, hint, Match);
        return true;
    }

    public void CheckInvariants(int maxInFlight)
    {
        if (Match >= Next) throw new InvalidOperationException($"Invariant 1: {Id} match {Match}, next {Next}.");
        if (Probing && InFlight > 0) throw new InvalidOperationException($"Invariant 2: {Id} probes with {InFlight} in flight.");
        if (InFlight > maxInFlight) throw new InvalidOperationException($"Invariant 3: {Id} has {InFlight} in flight.");
        if (WeightInFlight != _inFlight.Sum(a => a.Weight)) throw new InvalidOperationException($"Invariant 4: {Id} has {WeightInFlight} bytes in flight.");
    }
}
