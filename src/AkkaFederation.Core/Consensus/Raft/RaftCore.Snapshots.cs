using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

// Snapshots as Raft sees them (dissertation, chapter 5): a leader that no longer has a follower's next entry offers it the
// snapshot in force, at every heartbeat; the follower fetches it by itself and answers with its mark, which is a match like
// any other, because what a snapshot stands for is committed. How it is fetched is SnapshotCore's.
internal sealed partial class RaftCore
{
    /// <summary>The snapshot that this node can offer, with its digest; null if there is none.</summary>
    public SnapshotRecord? Snapshot { get; set; }

    /// <summary>An offer to this node that it needs; taken by whoever fetches it.</summary>
    public SnapshotAvailable? Offered { get; set; }

    /// <summary>Whether a snapshot says more than this node's log does. If not, it must not take the log's place.</summary>
    public bool Needs(SnapshotRecord record) =>
        record.Mark > Commit && _role != RaftRole.Leader && !Log.Matches(record.Mark, record.Manifest.Statement.MarkTerm);

    /// <summary>Puts a checkpoint's entry into the leader's log; 0: not now.</summary>
    public ulong AppendCheckpoint(EntryKind kind, ReadOnlyMemory<byte> payload, ulong unixMs)
    {
        if (_role != RaftRole.Leader || !Successor.IsEmpty) return 0;
        Log.Append(new LogEntry { Index = Log.LastIndex + 1, Term = Term, Time = Math.Max(unixMs, Log.LastTime), Kind = kind, Payload = payload });
        return Log.LastIndex;
    }

    private void OfferSnapshot(Progress follower)
    {
        if (Snapshot is null || !IsBeyondLog(follower)) return;
        Send(new SnapshotAvailable(Self, follower.Id, Term, Snapshot.Mark, Snapshot.Manifest.Statement.MarkTerm, Snapshot.Digest));
    }

    private void OnSnapshotOffer(SnapshotAvailable m, TimeSpan now)
    {
        if (!HearLeader(m, now))
        {
            Refused++;
            return;
        }

        // Whoever has that entry, or has committed beyond it, needs no snapshot of it: the mark is a match.
        if (m.Mark <= Commit || Log.Matches(m.Mark, m.MarkTerm))
        {
            _matchedInTerm = Math.Max(_matchedInTerm, Math.Min(m.Mark, Log.LastIndex));
            SendWhenDurable(new AppendResponse(Self, m.From, Term, true, Math.Min(m.Mark, Log.LastIndex), 0, 0));
            return;
        }

        Offered = m;
    }
}
