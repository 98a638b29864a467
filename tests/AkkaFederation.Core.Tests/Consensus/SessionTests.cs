using System.Buffers;
using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>Sessions against a naive model that keeps every entry for ever and works each verdict out from all of them.</summary>
public sealed class SessionTests
{
    private static readonly Did Me = TestKeys.Name(60);
    private static readonly Did Other = TestKeys.Name(61);

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_verdict_is_the_naive_model_s_at_the_leader_and_at_every_replica(int seed)
    {
        var random = new Random(seed);
        var model = new SessionModel();
        var (leader, replica) = (new Admission(), new Admission());
        leader.Lead(new RaftLog(), 0);
        var (log, applied) = (new List<LogEntry>(), 0);
        for (var step = 0; step < 600; step++)
        {
            var entry = Draw(random, log);
            var expected = model.Judge(entry);
            var admitted = entry.Kind == EntryKind.NoOp ? expected : leader.Judge(new Proposal(entry.Key, entry.Kind, 0, entry.Payload), entry.Time);
            Assert.Equal((expected.Standing, expected.Index, expected.Cause), (admitted.Standing, admitted.Index, admitted.Cause));

            // Now and then a leader lets in what has no effect: no replica may take it for more than that.
            if (admitted.Standing != SessionStanding.New && random.Next(4) > 0) continue;
            log.Add(entry);
            model.Add(entry, expected);
            if (entry.Kind != EntryKind.NoOp) leader.Appended(entry, admitted);
            for (var i = random.Next(4); i > 0 && applied < log.Count; i--) Apply(log[applied++], model, leader, replica);
        }

        for (; applied < log.Count; applied++) Apply(log[applied], model, leader, replica);
        leader.CheckInvariants(allIsApplied: true);
        Assert.Equal(Bytes(leader), Bytes(replica));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_restored_table_has_the_same_bytes_and_goes_on_alike(int seed)
    {
        var random = new Random(seed);
        var (first, second) = (new Admission(), new Admission());
        var log = new List<LogEntry>();
        for (var step = 0; step < 400; step++)
        {
            log.Add(Draw(random, log));
            first.Apply(log[^1]);
            if (step >= 200)
            {
                second.Apply(log[^1]);
                Assert.Equal(first.Verdict with { Reason = "" }, second.Verdict with { Reason = "" });
            }

            if (step == 199) second.Restore(new ReadOnlySequence<byte>(Bytes(first)));
            Assert.Equal(step >= 199 ? Bytes(first) : [], step >= 199 ? Bytes(second) : []);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whoever_comes_to_lead_knows_its_tail_and_forgets_it_with_the_leadership(int seed)
    {
        var random = new Random(seed);
        var (model, admission, log, raftLog) = (new SessionModel(), new Admission(), new List<LogEntry>(), new RaftLog());
        for (var i = 0; i < 200; i++)
        {
            log.Add(Draw(random, log) with { Term = 1 });
            model.Add(log[^1], model.Judge(log[^1]));
            raftLog.Append(log[^1]);
        }

        var applied = random.Next(200);
        for (var i = 0; i < applied; i++) admission.Apply(log[i]);
        var before = Bytes(admission);
        admission.Lead(raftLog, (ulong)applied);
        Assert.Equal(before, Bytes(admission));
        for (var i = 0; i < 100; i++)
        {
            var entry = Draw(random, log);
            if (entry.Kind == EntryKind.NoOp) continue;
            var (expected, verdict) = (model.Judge(entry), admission.Judge(new Proposal(entry.Key, entry.Kind, 0, entry.Payload), entry.Time));
            Assert.Equal((expected.Standing, expected.Index, expected.Cause), (verdict.Standing, verdict.Index, verdict.Cause));
        }

        admission.Follow();
        Assert.Equal(0, admission.Unapplied);
        Assert.Equal(before, Bytes(admission));
    }

    [Fact]
    public void A_session_has_a_bound_however_many_proposals_it_carries()
    {
        var admission = new Admission();
        admission.Apply(Opening(1, new SessionTerms(60_000, 100)));
        for (ulong seq = 1; seq <= 100_000; seq++)
        {
            admission.Apply(Use(seq + 1, 1, seq));
            Assert.Equal(SessionStanding.New, admission.Verdict.Standing);
        }

        Assert.Equal(128, admission.Sessions.Get(1)!.Capacity);
        Assert.True(Bytes(admission).Length < 100 * 17 + 200, "the state has more than the window");
        Assert.Equal(new SessionSlot(SlotKind.Applied, 99_902), admission.Find(new ProposalKey(Me, 1, 99_901)));
        admission.Apply(Use(100_002, 1, 99_900));
        Assert.Equal(AbortCause.OutOfWindow, admission.Verdict.Cause);
        Assert.Equal("proposal 99900 is out of the window of session 1, which has come to 100000 and keeps 100 answers", admission.Verdict.Reason);
    }

    [Fact]
    public void A_session_expires_by_log_time_and_by_nothing_else()
    {
        var admission = new Admission();
        admission.Apply(Opening(1, new SessionTerms(1_000, 10)) with { Time = 5_000 });
        admission.Apply(Use(2, 1, 1) with { Time = 6_000 });
        Assert.Equal(SessionStanding.New, admission.Verdict.Standing);
        admission.Apply(Use(3, 1, 2) with { Time = 7_000 });
        Assert.Equal(SessionStanding.New, admission.Verdict.Standing);
        admission.Apply(Use(4, 1, 3) with { Time = 8_001 });
        Assert.Equal((AbortCause.SessionExpired, "session 1 has expired"), (admission.Verdict.Cause, admission.Verdict.Reason));
        Assert.Equal(0, admission.Sessions.Count);
        admission.Apply(Use(5, 1, 3) with { Time = 8_001 });
        Assert.Equal("session 1 has expired", admission.Verdict.Reason);
    }

    [Fact]
    public void A_fence_is_for_good_and_what_is_applied_is_not_fenced()
    {
        var admission = new Admission();
        admission.Apply(Opening(1, SessionTerms.Default));
        admission.Apply(Use(2, 1, 1));
        admission.Apply(Use(3, 1, 1) with { Kind = EntryKind.Resolved });
        Assert.Equal(SessionVerdict.Duplicate(2), admission.Verdict);
        admission.Apply(Use(4, 1, 2) with { Kind = EntryKind.Resolved });
        Assert.Equal(SessionVerdict.New, admission.Verdict);
        admission.Apply(Use(5, 1, 2));
        Assert.Equal((AbortCause.Fenced, "proposal 2 of session 1 was resolved at 4 as never applied"), (admission.Verdict.Cause, admission.Verdict.Reason));
        admission.Apply(Use(6, 1, 2) with { Kind = EntryKind.Resolved });
        Assert.Equal(SessionVerdict.Duplicate(4), admission.Verdict);
    }

    [Fact]
    public void One_origin_cannot_open_sessions_without_end()
    {
        var admission = new Admission();
        for (ulong i = 1; i <= SessionTable.MostOfOneOrigin; i++) admission.Apply(Opening(i, SessionTerms.Default));
        admission.Apply(Opening(9_999, SessionTerms.Default));
        Assert.Equal((AbortCause.FederationLimit, "this origin has 4096 open sessions, its limit; close some, or wait until some expire"),
            (admission.Verdict.Cause, admission.Verdict.Reason));
        admission.Apply(Opening(10_000, SessionTerms.Default) with { Origin = Other });
        Assert.Equal(SessionStanding.New, admission.Verdict.Standing);
        admission.Apply(Use(10_001, 7, 0) with { Kind = EntryKind.SessionClosed });
        admission.Apply(Opening(10_002, SessionTerms.Default));
        Assert.Equal(SessionStanding.New, admission.Verdict.Standing);
    }

    [Theory]
    [InlineData(999, 10)]
    [InlineData(1_000, 0)]
    [InlineData(1_000, 65_537)]
    [InlineData(31UL * 24 * 3_600_000, 10)]
    public void Terms_out_of_bounds_are_refused(ulong ttl, uint window)
    {
        var admission = new Admission();
        admission.Apply(Opening(1, SessionTerms.Default) with { Payload = new SessionTerms(ttl, window).Encode() });
        Assert.Equal(AbortCause.Malformed, admission.Verdict.Cause);
        Assert.Equal(0, admission.Sessions.Count);
    }

    [Fact]
    public void The_terms_and_the_state_have_the_bytes_that_formats_md_tells()
    {
        Assert.Equal("414b4645442d534553532d5630303031" + "000000000036ee80" + "00000400", Convert.ToHexStringLower(SessionTerms.Default.Encode()));
        var admission = new Admission();
        admission.Apply(Opening(7, new SessionTerms(60_000, 10)) with { Time = 0x1234 });
        admission.Apply(Use(8, 7, 3) with { Time = 0x1235 });
        admission.Apply(Use(9, 7, 2) with { Time = 0x1236, Kind = EntryKind.Resolved });
        var did = Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(Me.Value));
        Assert.Equal(
            "414b4645442d53455353494f4e532d31" + "0000000000001236" + "00000001"
            + "0000000000000007" + "0039" + did + "0000000000000007" + "000000000000ea60" + "0000000a" + "0000000000001236" + "0000000000000003"
            + "00000002" + "0000000000000002" + "0000000000000009" + "02" + "0000000000000003" + "0000000000000008" + "01" + "00000000" + "00000000" + "00000000",
            Convert.ToHexStringLower(Bytes(admission)));
    }

    [Fact]
    public void Bytes_that_are_no_sessions_are_refused()
    {
        var admission = new Admission();
        admission.Apply(Opening(1, SessionTerms.Default));
        admission.Apply(Use(2, 1, 1));
        var bytes = Bytes(admission);
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<FormatException>(() => new Admission().Restore(new ReadOnlySequence<byte>(bytes.AsMemory(0, length))));
        Assert.Throws<FormatException>(() => new Admission().Restore(new ReadOnlySequence<byte>([.. bytes, 0])));
    }

    private static void Apply(LogEntry entry, SessionModel model, Admission leader, Admission replica)
    {
        leader.Apply(entry);
        replica.Apply(entry);
        Assert.Equal(model.VerdictAt(entry.Index), leader.Verdict with { Reason = "" });
        Assert.Equal(leader.Verdict, replica.Verdict);
        leader.CheckInvariants(allIsApplied: false);
        replica.CheckInvariants(allIsApplied: true);
    }

    private static LogEntry Draw(Random random, List<LogEntry> log)
    {
        var index = (ulong)log.Count + 1;
        var time = (log.Count == 0 ? 0 : log[^1].Time) + (ulong)(random.Next(30) == 0 ? random.Next(2_000) : random.Next(20));
        var sessions = log.Where(e => e.Kind == EntryKind.SessionOpened).TakeLast(6).Select(e => e.Index).ToList();
        var origin = random.Next(8) == 0 ? Other : Me;
        if (sessions.Count == 0 || random.Next(25) == 0)
        {
            var nonce = (ulong)random.Next(40);
            return new LogEntry { Index = index, Term = 1, Time = time, Kind = EntryKind.SessionOpened, Origin = origin, Seq = nonce, Payload = new SessionTerms(1_000, 8).Encode() };
        }

        var kind = random.Next(30) switch { 0 => EntryKind.SessionClosed, < 6 => EntryKind.Resolved, 6 => EntryKind.NoOp, _ => EntryKind.Proposal };
        var session = random.Next(40) == 0 ? 77_777UL : sessions[random.Next(sessions.Count)];
        if (kind == EntryKind.NoOp) return new LogEntry { Index = index, Term = 1, Time = time, Kind = kind };
        return new LogEntry { Index = index, Term = 1, Time = time, Kind = kind, Origin = origin, Session = session, Seq = (ulong)random.Next(1, 4 + log.Count / 12) };
    }

    private static LogEntry Opening(ulong index, SessionTerms terms) =>
        new() { Index = index, Term = 1, Kind = EntryKind.SessionOpened, Origin = Me, Seq = index, Payload = terms.Encode() };

    private static LogEntry Use(ulong index, ulong session, ulong seq) =>
        new() { Index = index, Term = 1, Kind = EntryKind.Proposal, Origin = Me, Session = session, Seq = seq };

    private static byte[] Bytes(Admission admission)
    {
        var output = new ArrayBufferWriter<byte>();
        admission.Write(output);
        return output.WrittenSpan.ToArray();
    }
}
