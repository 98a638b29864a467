using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>Flow control: a follower far behind, what is read for it from the journal, and how much is on its way at a time.</summary>
public sealed class FarBehindTests
{
    private static readonly RaftOptions Options = new() { MaxAppendEntries = 10, MaxInFlight = 4, ReadAheadBytes = 64 * 128, CatchUpRate = 1 << 30 };
    private readonly List<LogEntry> _journal = [];

    [Fact]
    public void A_follower_far_behind_is_served_from_the_journal_in_order_and_once()
    {
        var bench = Leader(Options, entries: 500, memory: 16);
        var sent = new List<ulong>();
        var (asked, most) = (0, 0);
        Probe(bench);
        for (var match = 0UL; match < bench.Raft.Log.LastIndex;)
        {
            var ready = bench.TakeReady();
            foreach (var append in ready.Messages.OfType<AppendRequest>().Where(m => m.To == bench.B))
            {
                Assert.Equal(append.Entries.Count == 0 ? sent.LastOrDefault() : append.Entries[0].Index - 1, append.PrevIndex);
                sent.AddRange(append.Entries.Select(e => e.Index));
            }

            most = Math.Max(most, sent.Count - (int)match);
            var wanted = ready.Wanted.ToArray();
            asked += wanted.Length;
            foreach (var one in wanted) bench.Raft.EntriesRead(one, Read(one, 32));
            if (wanted.Length > 0) continue;
            match = sent.LastOrDefault();
            bench.Raft.Step(new AppendResponse(bench.B, bench.Me, bench.Raft.Term, true, match, 0, 0), bench.Now);
        }

        Assert.Equal(Enumerable.Range(1, 501).Select(i => (ulong)i), sent);
        Assert.True(asked is >= 15 and <= 17, $"{asked} questions");
        Assert.True(most <= 40, $"{most} on their way");
    }

    [Fact]
    public void Bytes_on_their_way_to_a_follower_are_bounded_as_well_as_messages()
    {
        var options = new RaftOptions { MaxAppendEntries = 1, MaxInFlight = 1000, MaxInFlightWeight = 10 * 1128 };
        var bench = Leader(options, entries: 100, memory: 1000, payload: 1000);
        Probe(bench);
        Assert.Equal(10, bench.TakeReady().Messages.OfType<AppendRequest>().Count(m => m.To == bench.B));
        Assert.Equal(10 * 1128, bench.Raft.Followers.Single(f => f.Id == bench.B).WeightInFlight);
        bench.Raft.Step(new AppendResponse(bench.B, bench.Me, bench.Raft.Term, true, 4, 0, 0), bench.Now);
        Assert.Equal(4, bench.TakeReady().Messages.OfType<AppendRequest>().Count(m => m.To == bench.B));
        bench.Raft.CheckInvariants();
    }

    [Fact]
    public void To_find_where_the_logs_part_nothing_is_read()
    {
        var bench = Leader(Options, entries: 500, memory: 16);
        bench.TakeReady();
        bench.Raft.Step(new AppendResponse(bench.B, bench.Me, bench.Raft.Term, false, 500, 20, 1), bench.Now);
        var ready = bench.TakeReady();
        var probe = Assert.Single(ready.Messages.OfType<AppendRequest>(), m => m.To == bench.B);
        Assert.Equal((20UL, 0), (probe.PrevIndex, probe.Entries.Count));
        Assert.Empty(ready.Wanted);
    }

    [Fact]
    public void An_answer_of_what_was_cut_off_meanwhile_or_to_an_older_question_is_not_used()
    {
        var bench = Leader(Options, entries: 500, memory: 16);
        Probe(bench);
        var wanted = bench.TakeReady().Wanted.Single();
        var old = Read(wanted, 32).Select(e => e with { Term = 7 }).ToArray();
        bench.Raft.EntriesRead(wanted with { Number = 99 }, Read(wanted, 32));
        Assert.DoesNotContain(bench.TakeReady().Messages.OfType<AppendRequest>(), m => m.To == bench.B);
        bench.Raft.EntriesRead(wanted, old);
        var again = bench.TakeReady();
        Assert.DoesNotContain(again.Messages.OfType<AppendRequest>(), m => m.To == bench.B);
        Assert.Equal(wanted.From, again.Wanted.Single().From);
    }

    [Fact]
    public void Compacted_entries_are_not_asked_for()
    {
        var bench = Leader(Options, entries: 500, memory: 16);
        Probe(bench);
        bench.Raft.Log.CompactTo(100);
        var ready = bench.TakeReady();
        Assert.Empty(ready.Wanted);
        Assert.True(bench.Raft.IsBeyondLog(bench.Raft.Followers.Single(f => f.Id == bench.B)));
        Assert.DoesNotContain(ready.Messages.OfType<AppendRequest>(), m => m.To == bench.B && m.Entries.Count > 0);
    }

    [Fact]
    public void A_busy_leader_gives_what_is_far_behind_a_share_and_an_idle_one_all()
    {
        var options = Options with { CatchUpRate = 10 * 128 * 20, MaxInFlight = 1000 };
        foreach (var busy in new[] { false, true })
        {
            _journal.Clear();
            var bench = Leader(options, entries: 500, memory: 16);
            Probe(bench);
            var sent = 0;
            for (var beat = 0; beat < 20; beat++)
            {
                if (busy) bench.AppendNoise(20);
                bench.Advance(options.Heartbeat);
                bench.Raft.Step(new HeartbeatResponse(bench.C, bench.Me, bench.Raft.Term), bench.Now);
                bench.Raft.Tick(bench.Now);
                for (var i = 0; i < 10; i++)
                {
                    var ready = bench.TakeReady();
                    sent += ready.Messages.OfType<AppendRequest>().Where(m => m.To == bench.B).Sum(m => m.Entries.Count(e => e.Index <= 485));
                    foreach (var one in ready.Wanted.ToArray()) bench.Raft.EntriesRead(one, Read(one, 32));
                }
            }

            Assert.True(busy ? sent is >= 150 and <= 260 : sent >= 485, $"busy {busy}: {sent}");
        }
    }

    private static void Probe(LeaderBench bench)
    {
        bench.TakeReady();
        bench.Raft.Step(new AppendResponse(bench.B, bench.Me, bench.Raft.Term, false, 500, 0, 0), bench.Now);
        bench.TakeReady();
        bench.Raft.Step(new AppendResponse(bench.B, bench.Me, bench.Raft.Term, true, 0, 0, 0), bench.Now);
    }

    private LogEntry[] Read(EntriesWanted wanted, int count) =>
        [.. _journal.Skip((int)wanted.From - 1).Take(Math.Min(count, (int)(wanted.Before - wanted.From)))];

    private LeaderBench Leader(RaftOptions options, int entries, int memory, int payload = 0)
    {
        for (var i = 1; i <= entries; i++) _journal.Add(RaftBench.Entry((ulong)i, 1) with { Payload = new byte[payload] });
        var bench = new LeaderBench(options, _journal, new LogLimits { MaxEntries = memory, MaxBytes = long.MaxValue });
        _journal.Add(bench.Raft.Log[bench.Raft.Log.LastIndex]);
        return bench;
    }
}
