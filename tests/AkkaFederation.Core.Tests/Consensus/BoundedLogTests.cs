using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>The bounded log against a plain list that holds everything.</summary>
public sealed class BoundedLogTests
{
    private static readonly LogLimits Small = new() { MaxEntries = 8, MaxBytes = 8 * 160, TileLevel = 2, TilesKept = 1 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Whatever_is_appended_cut_let_go_compacted_and_restored_it_says_what_the_list_says(int seed)
    {
        var random = new Random(seed);
        var (log, model, tiles) = (new RaftLog(Small), new List<LogEntry>(), new Dictionary<ulong, LeafTile>());
        var (settled, first, term) = (0UL, 1UL, 1UL);
        for (var step = 0; step < 1500; step++)
        {
            switch (random.Next(10))
            {
                case < 5:
                    var entry = Next(random, model, term);
                    log.Append(entry);
                    model.Add(entry);
                    break;
                case 5 when (ulong)model.Count > settled:
                    var from = settled + 1 + ((ulong)random.NextInt64() % ((ulong)model.Count - settled));
                    log.TruncateFrom(from);
                    model.RemoveRange((int)from - 1, model.Count - (int)from + 1);
                    term++;
                    break;
                case 6:
                    settled += (ulong)random.NextInt64() % ((ulong)model.Count - settled + 1);
                    if (log.Tree.TakeTile(settled) is { } tile)
                    {
                        tiles[tile.Number] = tile;
                        log.Tree.MarkStored(tile.Number + 1);
                    }

                    break;
                case 7:
                    log.Trim(settled);
                    break;
                case 8 when random.Next(5) == 0 && settled >= first:
                    first += (ulong)random.NextInt64() % (settled - first + 1);
                    log.CompactTo(first - 1);
                    break;
                case 9 when random.Next(8) == 0 && first > 1:
                    log = Restart(log, model, tiles, first);
                    break;
            }

            Compare(log, model, first);
        }

        Assert.True(model.Count > 300 && first > 30, $"{model.Count} entries, first {first}");
    }

    [Fact]
    public void The_window_keeps_to_both_limits_but_holds_what_is_not_settled()
    {
        var log = new RaftLog(Small);
        for (var i = 1UL; i <= 40; i++) log.Append(RaftBench.Entry(i, 1) with { Payload = new byte[32] });
        log.Trim(10);
        Assert.Equal((11UL, 30L * 160), (log.WindowFirst, log.WindowWeight));
        log.Trim(40);
        Assert.Equal((33UL, 8L * 160), (log.WindowFirst, log.WindowWeight));
        log.Append(RaftBench.Entry(41, 1) with { Payload = new byte[1000] });
        log.Trim(41);
        Assert.True(log.WindowWeight <= Small.MaxBytes, $"{log.WindowWeight}");
        Assert.Null(log.TryGet(32));
        Assert.Empty(log.Slice(5, 41, int.MaxValue, 100));
        Assert.Throws<InvalidOperationException>(() => log[32]);
        Assert.Throws<ArgumentOutOfRangeException>(() => log.TruncateFrom(20));
    }

    [Fact]
    public void What_was_loaded_is_found_beside_the_window()
    {
        var log = new RaftLog(Small);
        var all = new List<LogEntry>();
        for (var i = 1UL; i <= 40; i++) all.Add(RaftBench.Entry(i, 1));
        foreach (var entry in all) log.Append(entry);
        log.Trim(40);
        log.Load(all.GetRange(9, 5));
        Assert.Equal([10UL, 11, 12, 13, 14], log.Slice(10, 40, int.MaxValue, 100).Select(e => e.Index));
        Assert.Equal([12UL, 13], log.Slice(12, 13, int.MaxValue, 100).Select(e => e.Index));
        Assert.Same(all[11], log[12]);
        log.Load([]);
        Assert.Null(log.TryGet(12));
    }

    [Fact]
    public void A_broken_base_is_refused()
    {
        var log = new RaftLog(Small);
        for (var i = 1UL; i <= 20; i++) log.Append(RaftBench.Entry(i, i));
        var good = log.BaseAt(10);
        Assert.Throws<FormatException>(() => new RaftLog(Small).Restore(good with { Index = 9 }));
        Assert.Throws<FormatException>(() => new RaftLog(Small).Restore(good with { Terms = [] }));
        Assert.Throws<FormatException>(() => new RaftLog(Small).Restore(good with { Terms = [new TermRun(2, 1)] }));
        Assert.Throws<FormatException>(() => new RaftLog(Small).Restore(good with { Terms = [new TermRun(1, 2), new TermRun(5, 1)] }));
        Assert.Throws<FormatException>(() => new RaftLog(Small).Restore(good with { Terms = [new TermRun(1, 1), new TermRun(11, 2)] }));
    }

    private static RaftLog Restart(RaftLog log, List<LogEntry> model, Dictionary<ulong, LeafTile> tiles, ulong first)
    {
        foreach (var tile in log.Tree.MissingTiles([first - 1], [])) log.Tree.Load(tiles[tile]);
        var again = new RaftLog(Small);
        again.Restore(log.BaseAt(first - 1));
        foreach (var entry in model.Skip((int)first - 1)) again.Append(entry);
        return again;
    }

    private static LogEntry Next(Random random, List<LogEntry> model, ulong term) =>
        RaftBench.Entry((ulong)model.Count + 1, term) with { Time = (ulong)model.Count, Payload = new byte[random.Next(64)] };

    private static void Compare(RaftLog log, List<LogEntry> model, ulong first)
    {
        log.CheckInvariants();
        log.Tree.CheckInvariants();
        Assert.Equal(((ulong)model.Count, first), (log.LastIndex, log.FirstIndex));
        Assert.Equal((model.LastOrDefault()?.Term ?? 0, log.WindowFirst > (ulong)model.Count ? log.LastTime : model[^1].Time), (log.LastTerm, log.LastTime));
        for (var i = 1UL; i <= log.LastIndex; i++) Assert.Equal(model[(int)i - 1].Term, log.Term(i));
        for (var i = log.WindowFirst; i <= log.LastIndex; i++) Assert.Same(model[(int)i - 1], log[i]);
        for (var t = 0UL; t <= log.LastTerm + 1; t += 3)
        {
            var naive = model.FindLastIndex(e => e.Term <= t) + 1;
            Assert.Equal((ulong)naive, log.LastNotAbove(ulong.MaxValue, t).Index);
        }
    }
}
