namespace AkkaFederation.Consensus;

/// <summary>
/// What the journal gives back: the log as the batches left it, term, vote and the commit index last noted, and where in the
/// journal the entries stand. Of the entries only the newest are kept, so that a long journal does not fill the memory.
/// </summary>
internal sealed class RecoveredVoter(LogLimits limits)
{
    public RaftLog Log { get; } = new(limits);

    public JournalIndex Places { get; } = new();

    public HardState Hard { get; private set; }

    public ulong Commit { get; private set; }

    /// <summary>Begins behind a base, whose place is that of the event with this sequence number.</summary>
    /// <exception cref="FormatException">The base does not hold together.</exception>
    public void Restore(VoterBase from, long sequence)
    {
        Log.Restore(from.Log);
        Places.Restore(from.Log.Index, sequence, from.Hard);
        (Hard, Commit) = (from.Hard, from.Log.Index);
    }

    /// <summary>Takes in the next event and its sequence number.</summary>
    /// <exception cref="InvalidOperationException">The batches do not fit together: the journal is damaged.</exception>
    public void Apply(PersistBatch batch, long sequence)
    {
        if (batch.Hard.Term < Hard.Term) throw new InvalidOperationException($"term {batch.Hard.Term} is recorded after term {Hard.Term}");
        if (batch.TruncateFrom > 0)
        {
            if (batch.TruncateFrom <= Commit) throw new InvalidOperationException($"committed entry {batch.TruncateFrom} is recorded as cut off");
            if (batch.TruncateFrom <= Log.LastIndex) Log.TruncateFrom(batch.TruncateFrom);
        }

        foreach (var entry in batch.Entries) Log.Append(entry);
        Hard = batch.Hard;
        Commit = Math.Min(Math.Max(Commit, batch.Commit), Log.LastIndex);
        Places.Written(sequence, batch);
        Log.Tree.MarkStored(batch.Tiles);
        Log.Trim(Commit);
    }

    /// <summary>A snapshot of this node's own may be relied on: what it stands for, and its checkpoint, are committed.</summary>
    public void Settled(SnapshotRecord record) => Commit = Math.Min(Math.Max(Commit, record.Checkpoint), Log.LastIndex);

    /// <summary>Another node's snapshot has taken the place of the log, with the event of this sequence number.</summary>
    public void Install(SnapshotRecord record, HardState hard, long sequence)
    {
        Log.Restore(record.Manifest.Log);
        Log.Configurations.Truncate(record.Mark + 1);
        Places.Restore(record.Mark, sequence, hard);
        Hard = hard;
        Commit = record.Mark;
    }
}
