using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>Where entries stand in a journal of events that append and cut, against a replay of the whole journal.</summary>
public sealed class JournalIndexTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Every_entry_is_found_as_the_log_has_it_and_a_cut_leaves_what_is_behind_it(int seed)
    {
        var random = new Random(seed);
        var (index, journal, log) = (new JournalIndex(), new List<PersistBatch>(), new List<LogEntry>());
        for (var step = 1; step <= 1500; step++)
        {
            var batch = Next(random, log, (ulong)step);
            journal.Add(batch);
            Apply(log, batch);
            index.Written(journal.Count, batch);
            index.CheckInvariants();
        }

        Assert.True(index.Count > 4, $"{index.Count} marks");
        for (var i = 1UL; i <= (ulong)log.Count; i++) Assert.Equal(log[(int)i - 1], Read(index, journal, i));
        Assert.Null(index.Find((ulong)log.Count + 1));
        for (var round = 0; round < 20; round++) CheckCut(index, journal, log, (ulong)random.Next(log.Count));
    }

    [Fact]
    public void After_a_cut_only_what_is_behind_it_is_found()
    {
        var index = new JournalIndex();
        for (var i = 1UL; i <= 1000; i++) index.Written((long)i, Batch(i, 0, [RaftBench.Entry(i, 1)]));
        var cut = index.CutBefore(500)!.Value;
        Assert.True(cut.Index is > 300 and <= 500, $"{cut}");
        Assert.Equal((long)cut.Index, cut.Sequence);
        index.DropBefore(cut.Sequence);
        Assert.Null(index.Find(cut.Index));
        Assert.Equal(cut.Index + 1, index.Find(cut.Index + 1)!.Value.First);
        Assert.Null(index.CutBefore(cut.Index));
    }

    // From the base of the cut and the events behind it comes the same log, with the same term and vote.
    private static void CheckCut(JournalIndex index, List<PersistBatch> journal, List<LogEntry> log, ulong upTo)
    {
        if (index.CutBefore(upTo) is not { } cut) return;
        Assert.True(cut.Index <= upTo);
        Assert.Equal(cut.Sequence == 0 ? default : journal[(int)cut.Sequence - 1].Hard, cut.Hard);
        var rebuilt = log.Take((int)cut.Index).ToList();
        foreach (var batch in journal.Skip((int)cut.Sequence)) Apply(rebuilt, batch);
        Assert.Equal(log, rebuilt);
    }

    private static LogEntry? Read(JournalIndex index, List<PersistBatch> journal, ulong at)
    {
        var span = index.Find(at)!.Value;
        Assert.InRange(at, span.First, span.Before - 1);
        return journal.GetRange((int)span.FromSequence - 1, (int)(span.ToSequence - span.FromSequence + 1))
            .SelectMany(b => b.Entries).Single(e => e.Index == at);
    }

    private static void Apply(List<LogEntry> log, PersistBatch batch)
    {
        if (batch.TruncateFrom > 0) log.RemoveRange((int)batch.TruncateFrom - 1, log.Count - (int)batch.TruncateFrom + 1);
        foreach (var entry in batch.Entries)
        {
            Assert.Equal((ulong)log.Count + 1, entry.Index);
            log.Add(entry);
        }
    }

    private static PersistBatch Next(Random random, List<LogEntry> log, ulong term)
    {
        var cut = log.Count > 50 && random.Next(12) == 0 ? (ulong)(log.Count - random.Next(40)) : 0;
        var first = cut > 0 ? cut : (ulong)log.Count + 1;
        var entries = Enumerable.Range(0, random.Next(5)).Select(i => RaftBench.Entry(first + (ulong)i, term) with { Payload = new byte[random.Next(6000)] }).ToArray();
        return Batch(term, cut, entries);
    }

    private static PersistBatch Batch(ulong term, ulong cut, LogEntry[] entries) => new(0, new HardState(term, TestKeys.Name((int)(term % 7))), cut, entries, 0);
}
