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

    public RaftLog ReadLog()
    {
        var log = new RaftLog();
        foreach (var entry in _entries) log.Append(entry);
        return log;
    }
}
