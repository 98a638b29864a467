using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>The log with its tree and sessions against a plain list that is recomputed from scratch.</summary>
public sealed class RaftLogTests
{
    private static readonly Did Origin = TestKeys.Name(1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_is_appended_and_truncated_tree_and_sessions_are_those_of_the_entries(int seed)
    {
        var random = new Random(seed);
        var log = new RaftLog();
        var model = new List<LogEntry>();
        var term = 1UL;
        for (var step = 0; step < 400; step++)
        {
            if (model.Count > 0 && random.Next(6) == 0)
            {
                var from = random.Next(model.Count) + 1;
                log.TruncateFrom((ulong)from);
                model.RemoveRange(from - 1, model.Count - from + 1);
                term++;
            }
            else
            {
                var entry = Next(random, model, term);
                log.Append(entry);
                model.Add(entry);
            }

            Compare(log, model);
        }
    }

    [Fact]
    public void Two_logs_that_agree_on_an_index_and_term_agree_on_all_before()
    {
        // Log matching, as the tree sees it: the root at n is a function of the entries up to n.
        var (a, b) = (new RaftLog(), new RaftLog());
        foreach (var entry in RaftBench.Log(1, 1, 2, 2, 2)) a.Append(entry);
        foreach (var entry in RaftBench.Log(1, 1, 2, 3)) b.Append(entry);
        for (ulong i = 1; i <= 4; i++) Assert.Equal(a.Matches(i, b.Term(i)), a.Tree.Root(i).AsSpan().SequenceEqual(b.Tree.Root(i)));
    }

    [Fact]
    public void Slices_keep_to_their_limits_but_hold_at_least_one_entry()
    {
        var log = new RaftLog();
        for (ulong i = 1; i <= 10; i++) log.Append(RaftBench.Entry(i, 1) with { Payload = new byte[100] });
        Assert.Equal([3UL, 4UL, 5UL], log.Slice(3, 5, int.MaxValue, 100).Select(e => e.Index));
        Assert.Equal([1UL], log.Slice(1, 10, 1, 100).Select(e => e.Index));
        Assert.Equal(3, log.Slice(1, 10, 3 * 228, 100).Count);
        Assert.Equal(4, log.Slice(1, 10, int.MaxValue, 4).Count);
        Assert.Empty(log.Slice(11, 11, int.MaxValue, 4));
        Assert.Empty(log.Slice(5, 4, int.MaxValue, 4));
        Assert.Empty(log.Slice(0, 4, int.MaxValue, 4));
    }

    [Fact]
    public void The_best_agreement_is_the_last_entry_whose_term_is_not_above()
    {
        var log = new RaftLog();
        foreach (var entry in RaftBench.Log(1, 1, 3, 3, 5)) log.Append(entry);
        Assert.Equal((5UL, 5UL), log.LastNotAbove(9, 9));
        Assert.Equal((4UL, 3UL), log.LastNotAbove(9, 4));
        Assert.Equal((3UL, 3UL), log.LastNotAbove(3, 4));
        Assert.Equal((2UL, 1UL), log.LastNotAbove(9, 2));
        Assert.Equal((0UL, 0UL), log.LastNotAbove(9, 0));
    }

    [Fact]
    public void What_breaks_an_invariant_is_not_appended()
    {
        var log = new RaftLog();
        log.Append(RaftBench.Entry(1, 2) with { Time = 10 });
        Assert.Throws<InvalidOperationException>(() => log.Append(RaftBench.Entry(3, 2) with { Time = 10 }));
        Assert.Throws<InvalidOperationException>(() => log.Append(RaftBench.Entry(2, 1) with { Time = 10 }));
        Assert.Throws<InvalidOperationException>(() => log.Append(RaftBench.Entry(2, 2) with { Time = 9 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.TruncateFrom(2));
        Assert.Equal(1UL, log.LastIndex);
        log.CheckInvariants();
    }

    private static LogEntry Next(Random random, List<LogEntry> model, ulong term)
    {
        var sessions = model.Where(e => e.Kind == EntryKind.SessionOpened).Select(e => e.Index).ToList();
        var kind = sessions.Count == 0 || random.Next(8) == 0 ? EntryKind.SessionOpened : EntryKind.Proposal;
        var session = kind == EntryKind.Proposal ? sessions[random.Next(sessions.Count)] : 0;
        return new LogEntry
        {
            Index = (ulong)model.Count + 1, Term = term, Time = (ulong)model.Count, Kind = kind, Origin = Origin, Session = session,
            Seq = (ulong)model.Count * 1000 + (ulong)random.Next(1000), Payload = new byte[random.Next(4)],
        };
    }

    private static void Compare(RaftLog log, List<LogEntry> model)
    {
        log.CheckInvariants();
        var tree = new HistoryTree();
        foreach (var entry in model) tree.Append(Leaf.Of(entry));
        Assert.Equal(tree.Root(tree.Size), log.Tree.Root(log.LastIndex));
    }
}
