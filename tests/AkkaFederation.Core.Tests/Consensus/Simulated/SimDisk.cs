using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>What survives a crash: exactly the batches whose write was finished.</summary>
internal sealed class SimDisk
{
    private readonly List<LogEntry> _entries = [];

    public HardState Hard { get; private set; }

    public ulong Commit { get; private set; }

    public void Write(PersistBatch batch)
    {
        if (batch.TruncateFrom > 0) _entries.RemoveRange((int)batch.TruncateFrom - 1, _entries.Count - (int)batch.TruncateFrom + 1);
        foreach (var entry in batch.Entries)
        {
            Assert.Equal((ulong)_entries.Count + 1, entry.Index);
            _entries.Add(entry);
        }

        Hard = batch.Hard;
        Commit = Math.Max(Commit, batch.Commit);
    }

    /// <summary>The log that a node which was not among the founders belongs to; it survives like all else.</summary>
    public SignedGenesis? Joined { get; set; }

    public bool Holds(ulong index, ulong term) => index <= (ulong)_entries.Count && _entries[(int)index - 1].Term == term;

    public RaftLog ReadLog()
    {
        var log = new RaftLog();
        foreach (var entry in _entries) log.Append(entry);
        return log;
    }
}
