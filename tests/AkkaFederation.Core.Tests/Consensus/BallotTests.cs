using System.Buffers;
using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>Ballots: what is fixed when they open, who decides, and that nobody decides otherwise.</summary>
public sealed class BallotTests
{
    private static readonly byte[] Genesis = Enumerable.Repeat((byte)7, 32).ToArray();

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 40)];

    [Fact]
    public void The_tally_is_the_naive_one()
    {
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var n = random.Next(1, 8);
            var quorum = random.Next(n / 2 + 1, n + 1);
            var choices = Enumerable.Range(0, random.Next(n + 1)).Select(_ => (BallotChoice)random.Next(1, 5)).ToList();
            var (veto, late) = (random.Next(2) == 0, random.Next(10) == 0);
            var granted = choices.Count(c => c == BallotChoice.Granted);
            var best = granted + (n - choices.Count);
            var expected = late ? BallotOutcome.Expired
                : veto && choices.Contains(BallotChoice.Veto) ? BallotOutcome.Aborted
                : granted >= quorum ? BallotOutcome.Committed
                : best < quorum ? BallotOutcome.Aborted : BallotOutcome.Open;
            Assert.Equal(expected, BallotTally.Decide(n, quorum, veto, choices, late ? 101UL : 100UL, 100));
        }
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(0, 3, 2)]
    [InlineData(1, 3, 2)]
    [InlineData(3, 3, 3)]
    [InlineData(9, 3, 3)]
    [InlineData(0, 4, 3)]
    [InlineData(2, 5, 3)]
    [InlineData(4, 5, 4)]
    public void The_quorum_is_clamped_between_a_majority_and_all(int asked, int voters, int expected)
    {
        var opening = BallotOpening.Of(new BallotWish((ushort)asked, true, 1000, default), 0, TestKeys.Names(voters));
        Assert.Equal(expected, opening.Quorum);
        Assert.True(BallotOpening.TryRead(opening.Encode(), out var read, out var error), error);
        Assert.Equal(opening.Encode(), read.Encode());
    }

    [Theory]
    [InlineData("GGG", 0, true, BallotOutcome.Committed)]
    [InlineData("GGD", 0, true, BallotOutcome.Committed)]
    [InlineData("GDD", 0, true, BallotOutcome.Aborted)]
    [InlineData("GGD", 3, true, BallotOutcome.Aborted)]
    [InlineData("GAA", 0, true, BallotOutcome.Aborted)]
    [InlineData("VVV", 0, true, BallotOutcome.Aborted)]
    [InlineData("GGV", 3, true, BallotOutcome.Aborted)]
    [InlineData("GG-", 0, true, BallotOutcome.Committed)]
    [InlineData("GGV", 2, false, BallotOutcome.Committed)]
    [InlineData("G--", 0, true, BallotOutcome.Expired)]
    [InlineData("---", 0, true, BallotOutcome.Expired)]
    public void Votes_decide(string votes, int quorum, bool veto, BallotOutcome expected)
    {
        var cluster = new SimCluster(31, 3) { Ballots = (node, _) => Choice(node, votes) };
        var session = cluster.OpenSession();
        var key = cluster.OpenBallot(cluster.Nodes[0], session, quorum, veto, ttl: 1_000);
        cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(key), "an opening");
        var number = cluster.Checker.Acknowledged[key];
        cluster.RunUntil(() => cluster.Checker.Ballots.ContainsKey(number), "a decision", 3_000);
        cluster.SettleAndCheck();
        Assert.Equal(expected, cluster.Checker.Ballots[number].Outcome);
        foreach (var node in cluster.Nodes)
        {
            var ballot = node.Raft.Admission.Ballots.Find(number)!;
            Assert.Equal((expected, cluster.Checker.Ballots[number].DecidedAt), (ballot.Outcome, ballot.DecidedAt));
            Assert.Equal(0UL, ballot.Opening.Epoch);
            Assert.Equal(cluster.Names, ballot.Opening.Electorate);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Under_faults_every_ballot_is_decided_once_by_votes_that_were_given(int seed)
    {
        var cluster = new SimCluster(seed, seed % 2 == 0 ? 3 : 5, SimOptions.Rough);
        var choices = new Dictionary<(AkkaFederation.Identity.Did, ulong), BallotChoice?>();
        cluster.Ballots = (node, ballot) =>
        {
            if (!choices.TryGetValue((node.Id, ballot.Number), out var choice))
                choices[(node.Id, ballot.Number)] = choice = cluster.Random.Next(12) is var draw && draw == 0 ? null : draw < 8 ? BallotChoice.Granted : (BallotChoice)(draw % 3 + 2);
            return choice;
        };
        var session = cluster.OpenSession();
        for (var round = 0; round < 60; round++)
        {
            Stories.Disturb(cluster);
            if (cluster.Nodes.FirstOrDefault(n => n.Alive) is { } node) cluster.OpenBallot(node, session, cluster.Random.Next(6), cluster.Random.Next(2) == 0, 800);
            cluster.RunFor(cluster.Random.Next(60));
        }

        cluster.SettleAndCheck();
        cluster.RunUntil(() => cluster.Nodes.All(n => n.Raft.Admission.Ballots.OpenCount == 0), "decisions of all ballots", 20_000);
        cluster.SettleAndCheck();
        var opened = cluster.Checker.Committed.Where(e => e.Kind == EntryKind.BallotOpened).ToList();
        Assert.NotEmpty(opened);
        foreach (var entry in opened) Assert.True(cluster.Checker.Ballots.ContainsKey(entry.Index), $"{cluster.Seed}: ballot {entry.Index} was not decided");
        foreach (var node in cluster.Nodes) Assert.Equal(0L, node.Raft.Admission.Ballots.Void);
    }

    [Fact]
    public void A_killed_leader_s_ballots_are_decided_by_the_next_and_nobody_votes_twice()
    {
        var cluster = new SimCluster(33, 5);
        var session = cluster.OpenSession();
        var first = cluster.ElectLeader();
        cluster.Network.Filter = m => m is BallotCast;
        var key = cluster.OpenBallot(first, session, ttl: 20_000);
        cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(key), "an opening");
        cluster.RunFor(100);
        first.Crash();
        cluster.Network.Filter = null;
        var number = cluster.Checker.Acknowledged[key];
        cluster.RunUntil(() => cluster.Checker.Ballots.ContainsKey(number), "a decision under the next leader");
        Assert.Equal(BallotOutcome.Committed, cluster.Checker.Ballots[number].Outcome);
        cluster.SettleAndCheck();
    }

    [Fact]
    public void Decisions_that_do_not_follow_from_signed_votes_are_void_and_the_first_that_does_wins()
    {
        var (table, ballot) = Opened(3);
        var names = ballot.Opening.Electorate;
        var good = names.Select((n, i) => ((ushort)i, BallotChoice.Granted, Sign(table, ballot, n, BallotChoice.Granted))).ToList();
        Assert.Null(table.Decide(Decision(20, ballot, BallotOutcome.Aborted, good)));
        Assert.Null(table.Decide(Decision(21, ballot, BallotOutcome.Committed, good.Take(1))));
        Assert.Null(table.Decide(Decision(22, ballot, BallotOutcome.Committed, [good[0], (1, BallotChoice.Granted, Sign(table, ballot, names[0], BallotChoice.Granted))])));
        Assert.Null(table.Decide(Decision(23, ballot, BallotOutcome.Committed, [good[0], (1, BallotChoice.Granted, Sign(table, ballot, names[1], BallotChoice.Denied))])));
        Assert.Null(table.Decide(Decision(24, ballot, BallotOutcome.Committed, [.. good, (3, BallotChoice.Granted, good[0].Item3)])));
        Assert.Null(table.Decide(Decision(25, ballot, BallotOutcome.Committed, [good[1], good[0]])));
        Assert.Null(table.Decide(Decision(26, ballot, BallotOutcome.Expired, [])));
        Assert.Null(table.Decide(Decision(27, ballot, BallotOutcome.Committed, good) with { Time = ballot.Deadline + 1 }));
        Assert.Equal((8L, BallotOutcome.Open), (table.Void, ballot.Outcome));
        Assert.Same(ballot, table.Decide(Decision(28, ballot, BallotOutcome.Committed, good)));
        Assert.Null(table.Decide(Decision(29, ballot, BallotOutcome.Expired, []) with { Time = ballot.Deadline + 1 }));
        Assert.Equal((BallotOutcome.Committed, 28UL), (ballot.Outcome, ballot.DecidedAt));
        table.CheckInvariants();
    }

    [Fact]
    public void After_its_deadline_a_ballot_has_expired_whatever_votes_there_are()
    {
        var (table, ballot) = Opened(3);
        var votes = ballot.Opening.Electorate.Select((n, i) => ((ushort)i, BallotChoice.Granted, Sign(table, ballot, n, BallotChoice.Granted))).ToList();
        Assert.NotNull(table.Decide(Decision(20, ballot, BallotOutcome.Expired, votes) with { Time = ballot.Deadline + 1 }));
        Assert.Equal(BallotOutcome.Expired, ballot.Outcome);
    }

    [Fact]
    public void As_many_ballots_are_open_as_the_limit_says_and_the_newest_decided_are_kept()
    {
        var table = new BallotTable();
        table.Trust(Genesis, new TestVerifier());
        for (ulong i = 1; i <= BallotTable.MostOpen; i++) table.Add(Entry(i, 1));
        Assert.Equal(AbortCause.FederationLimit, table.Judge(Entry(9_999, 1).Payload.Span, 0).Cause);
        for (ulong i = 1; i <= 400; i++)
        {
            var ballot = table.Find(i)!;
            Assert.NotNull(table.Decide(Decision(10_000 + i, ballot, BallotOutcome.Expired, []) with { Time = ballot.Deadline + 1 }));
        }

        Assert.Equal((BallotTable.MostOpen - 400, BallotTable.DecidedKept), (table.OpenCount, table.Decided.Count()));
        Assert.Null(table.Find(100));
        table.CheckInvariants();
    }

    [Fact]
    public void The_state_of_ballots_is_restored_byte_for_byte()
    {
        var admission = new Admission();
        admission.Ballots.Trust(Genesis, new TestVerifier());
        admission.Ballots.Add(Entry(5, 3));
        admission.Ballots.Add(Entry(6, 3));
        var ballot = admission.Ballots.Find(5)!;
        admission.Ballots.Decide(Decision(9, ballot, BallotOutcome.Expired, [(1, BallotChoice.Denied, Sign(admission.Ballots, ballot, ballot.Opening.Electorate[1], BallotChoice.Denied))]) with { Time = ballot.Deadline + 1 });
        var bytes = Bytes(admission);
        var second = new Admission();
        second.Restore(new ReadOnlySequence<byte>(bytes));
        Assert.Equal(bytes, Bytes(second));
        Assert.Equal((1, BallotOutcome.Expired), (second.Ballots.OpenCount, second.Ballots.Find(5)!.Outcome));
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<FormatException>(() => new Admission().Restore(new ReadOnlySequence<byte>(bytes.AsMemory(0, length))));
    }

    [Fact]
    public void Statements_and_payloads_have_the_bytes_that_formats_md_tells()
    {
        var statement = BallotVoteStatement.Create(Genesis, 12, Enumerable.Repeat((byte)9, 32).ToArray(), BallotChoice.Veto);
        Assert.Equal(BallotVoteStatement.Length, statement.Length);
        Assert.Equal(
            "414b4645442d42564f54452d56303031" + string.Concat(Enumerable.Repeat("07", 32)) + "000000000000000c" + string.Concat(Enumerable.Repeat("09", 32)) + "04",
            Convert.ToHexStringLower(statement));
        Assert.Equal(
            "414b4645442d42574953482d56303031" + "0002" + "01" + "00000000000003e8" + "00000002" + "cafe",
            Convert.ToHexStringLower(new BallotWish(2, true, 1000, new byte[] { 0xca, 0xfe }).Encode()));
        var name = TestKeys.Name(1);
        var did = Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(name.Value));
        Assert.Equal(
            "414b4645442d424f50454e2d56303031" + "0000000000000003" + "0001" + "00" + "00000000000003e8" + "0001" + "0039" + did + "00000001" + "aa",
            Convert.ToHexStringLower(new BallotOpening(3, [name], 1, false, 1000, new byte[] { 0xaa }).Encode()));
        Assert.Equal(
            "414b4645442d42444543492d56303031" + "000000000000000c" + "02" + "0001" + "0000" + "02" + string.Concat(Enumerable.Repeat("05", 64)),
            Convert.ToHexStringLower(new BallotDecision(12, BallotOutcome.Aborted, [(0, BallotChoice.Denied, Enumerable.Repeat((byte)5, 64).ToArray())]).Encode()));
    }

    [Fact]
    public void What_cannot_be_read_is_refused_wherever_it_ends()
    {
        var (table, ballot) = Opened(3);
        var decision = Decision(20, ballot, BallotOutcome.Aborted, [(0, BallotChoice.Veto, Sign(table, ballot, ballot.Opening.Electorate[0], BallotChoice.Veto))]).Payload.ToArray();
        var wish = new BallotWish(1, false, 500, new byte[9]).Encode();
        for (var length = 0; length < decision.Length; length++) Assert.False(BallotDecision.TryRead(decision.AsSpan(0, length), out _, out _));
        for (var length = 0; length < ballot.Payload.Length; length++) Assert.False(BallotOpening.TryRead(ballot.Payload.Span[..length], out _, out _));
        for (var length = 0; length < wish.Length; length++) Assert.False(BallotWish.TryRead(wish.AsSpan(0, length), out _, out _));
        Assert.False(BallotWish.TryRead(new BallotWish(1, false, 99, default).Encode(), out _, out var error));
        Assert.Equal("a ballot is open from 100 ms to 30 days, not 99 ms", error);
    }

    [Fact]
    public void A20_a_second_vote_of_one_elector_does_not_count_and_is_told()
    {
        var cluster = new SimCluster(34, 3) { Ballots = (_, _) => null };
        var session = cluster.OpenSession();
        var leader = cluster.ElectLeader();
        var key = cluster.OpenBallot(leader, session, ttl: 60_000);
        cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(key), "an opening");
        var ballot = leader.Raft.Admission.Ballots.Find(cluster.Checker.Acknowledged[key])!;
        var elector = cluster.Nodes.First(n => n != leader).Id;
        var desk = leader.Core!.Ballots;
        desk.OnCast(Cast(leader, ballot, elector, BallotChoice.Denied));
        desk.OnCast(Cast(leader, ballot, elector, BallotChoice.Denied));
        desk.OnCast(Cast(leader, ballot, elector, BallotChoice.Granted));
        desk.OnCast(Cast(leader, ballot, elector, BallotChoice.Granted) with { Signature = new byte[64] });
        var (_, first, second) = Assert.Single(desk.Conflicts);
        Assert.Equal((BallotChoice.Denied, BallotChoice.Granted, 1L), (first.Choice, second.Choice, desk.Refused));
    }

    private static BallotCast Cast(SimNode leader, Ballot ballot, AkkaFederation.Identity.Did elector, BallotChoice choice) =>
        new(elector, leader.Id, ballot.Number, choice, Sign(leader.Raft.Admission.Ballots, ballot, elector, choice));

    private static byte[] Sign(BallotTable table, Ballot ballot, AkkaFederation.Identity.Did elector, BallotChoice choice) =>
        TestVerifier.SignatureOf(elector, table.StatementOf(ballot, choice));

    private static BallotChoice? Choice(SimNode node, string votes) => votes[Array.IndexOf(TestKeys.Names(votes.Length), node.Id)] switch
    {
        'G' => BallotChoice.Granted, 'D' => BallotChoice.Denied, 'A' => BallotChoice.Abstain, 'V' => BallotChoice.Veto, _ => null,
    };

    private static (BallotTable Table, Ballot Ballot) Opened(int electors)
    {
        var table = new BallotTable();
        table.Trust(Genesis, new TestVerifier());
        table.Add(Entry(10, electors));
        return (table, table.Find(10)!);
    }

    private static LogEntry Entry(ulong index, int electors) => new()
    {
        Index = index, Term = 1, Time = 1_000, Kind = EntryKind.BallotOpened, Origin = TestKeys.Name(50), Session = 1, Seq = index,
        Payload = BallotOpening.Of(new BallotWish(0, true, 500, new byte[] { 1 }), 0, TestKeys.Names(electors)).Encode(),
    };

    private static LogEntry Decision(ulong index, Ballot ballot, BallotOutcome outcome, IEnumerable<(ushort, BallotChoice, byte[])> votes) => new()
    {
        Index = index, Term = 1, Time = ballot.OpenedAt + 1, Kind = EntryKind.BallotDecided,
        Payload = new BallotDecision(ballot.Number, outcome, [.. votes]).Encode(),
    };

    private static byte[] Bytes(Admission admission)
    {
        var output = new ArrayBufferWriter<byte>();
        admission.Write(output);
        return output.WrittenSpan.ToArray();
    }
}
