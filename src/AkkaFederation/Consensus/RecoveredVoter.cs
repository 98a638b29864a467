namespace AkkaFederation.Consensus;

/// <summary>What the journal gives back: the log as the batches left it, term, vote and the commit index last noted.</summary>
internal sealed class RecoveredVoter
{
    public RaftLog Log { get; } = new();

    public HardState Hard { get; private set; }

    public ulong Commit { get; private set; }

    /// <exception cref="InvalidOperationException">The batches do not fit together: the journal is damaged.</exception>
    public void Apply(PersistBatch batch)
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
    }
}
