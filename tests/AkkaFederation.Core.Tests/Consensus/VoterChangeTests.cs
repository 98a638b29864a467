using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>Changes of voters, dissertation chapter 4, claim by claim on one core; <c>S4_x</c> names the section.</summary>
public sealed class VoterChangeTests
{
    private static readonly Did Fourth = TestKeys.Name(50);

    [Fact]
    public void S4_1_a_configuration_is_in_force_from_its_entry_on_committed_or_not()
    {
        var bench = Leader(3);
        Assert.Equal(AppendStatus.Appended, bench.Raft.ChangeVoters(VoterChange.Add(Fourth), bench.Now).Status);
        Assert.True(bench.Raft.Configuration.IsLearner(Fourth));
        Assert.False(bench.Raft.IsSettled);
        Assert.Contains(Fourth, bench.Raft.Followers.Select(f => f.Id));
    }

    [Fact]
    public void S4_1_a_follower_goes_by_an_uncommitted_configuration_and_returns_to_the_one_before_when_it_is_cut_off()
    {
        var bench = new RaftBench();
        var entry = Configuration(2, 1, VoterChange.Add(Fourth).From(bench.Raft.Configuration, 2));
        bench.StepDurably(bench.Append(bench.B, 1, 0, 0, [RaftBench.Entry(1, 1), entry]));
        Assert.True(bench.Raft.Configuration.IsLearner(Fourth));
        bench.StepDurably(bench.Append(bench.C, 2, 1, 1, [RaftBench.Entry(2, 2)]));
        Assert.False(bench.Raft.Configuration.Has(Fourth));
        Assert.Equal(0UL, bench.Raft.Configuration.Epoch);
        Assert.Equal(0UL, bench.Disk.ReadLog().Configurations.Newest.Epoch);
    }

    [Fact]
    public void S4_1_no_change_begins_while_another_is_not_committed()
    {
        var bench = Leader(3);
        bench.Raft.ChangeVoters(VoterChange.Add(Fourth), bench.Now);
        var second = bench.Raft.ChangeVoters(VoterChange.Remove(bench.C), bench.Now);
        Assert.Equal((AppendStatus.Refused, true), (second.Status, second.Reason.Contains("under way", StringComparison.Ordinal)));
        Commit(bench, bench.B);
        Assert.Equal(AppendStatus.Appended, bench.Raft.ChangeVoters(VoterChange.Remove(bench.C), bench.Now).Status);
    }

    [Fact]
    public void S4_1_no_change_begins_before_the_voters_have_signed_for_the_one_before()
    {
        var bench = Leader(3);
        bench.Raft.ChangeVoters(VoterChange.Add(Fourth), bench.Now);
        bench.Settle();
        bench.StepDurably(bench.Accepted(bench.B, bench.Raft.Log.LastIndex));
        Assert.True(bench.Raft.IsSettled);
        Assert.Contains("sign", bench.Raft.ChangeVoters(VoterChange.Remove(bench.C), bench.Now).Reason);
    }

    [Fact]
    public void S4_1_erratum_E12_a_leader_changes_nothing_before_an_entry_of_its_own_term_is_committed()
    {
        var bench = new RaftBench();
        bench.Elect();
        bench.Raft.HearApplicant(Fourth, bench.Now);
        Assert.Contains("new", bench.Raft.ChangeVoters(VoterChange.Add(Fourth), bench.Now).Reason);
        bench.StepDurably(bench.Accepted(bench.B, 1));
        Assert.Equal(AppendStatus.Appended, bench.Raft.ChangeVoters(VoterChange.Add(Fourth), bench.Now).Status);
    }

    [Fact]
    public void S4_1_a_change_of_voters_is_committed_by_majorities_of_the_old_and_of_the_new_ones()
    {
        // From four to three: two of the three that are left are a majority of them, not of the four.
        var bench = Leader(4);
        bench.Raft.ChangeVoters(VoterChange.Remove(bench.D), bench.Now);
        bench.Settle();
        var epoch = bench.Raft.Configuration.Epoch;
        bench.StepDurably(bench.Accepted(bench.B, epoch));
        Assert.False(bench.Raft.IsSettled);
        bench.StepDurably(bench.Accepted(bench.D, epoch));
        Assert.True(bench.Raft.IsSettled);
    }

    [Fact]
    public void S4_1_what_follows_the_change_needs_the_new_voters_only()
    {
        var bench = Leader(4);
        bench.Raft.ChangeVoters(VoterChange.Remove(bench.D), bench.Now);
        bench.Settle();
        bench.StepDurably(bench.Accepted(bench.C, bench.Raft.Log.LastIndex));
        bench.StepDurably(bench.Accepted(bench.D, bench.Raft.Log.LastIndex));
        bench.Propose(7);
        bench.Settle();
        bench.StepDurably(bench.Accepted(bench.D, bench.Raft.Log.LastIndex));
        Assert.Equal(bench.Raft.Log.LastIndex - 1, bench.Raft.Commit);
        bench.StepDurably(bench.Accepted(bench.B, bench.Raft.Log.LastIndex));
        Assert.Equal(bench.Raft.Log.LastIndex, bench.Raft.Commit);
    }

    [Fact]
    public void S4_1_a_server_takes_entries_from_a_leader_that_its_log_does_not_know_once_a_voter_vouches_for_it()
    {
        var bench = new RaftBench();
        Assert.Empty(bench.StepDurably(bench.Append(Fourth, 3, 0, 0, [RaftBench.Entry(1, 3)])));
        Assert.Equal((1L, 0UL), (bench.Raft.Refused, bench.Raft.Log.LastIndex));
        bench.Raft.Introduce(VoterConfiguration.Create(5, 0, [bench.Me, bench.B, bench.C, Fourth], []));
        bench.StepDurably(bench.Append(Fourth, 3, 0, 0, [RaftBench.Entry(1, 3)]));
        Assert.Equal((Fourth, 1UL), (bench.Raft.Leader, bench.Raft.Log.LastIndex));
        Assert.False(bench.Raft.IsVoter(Fourth));
    }

    [Fact]
    public void S4_2_1_a_learner_gets_the_log_and_counts_for_nothing()
    {
        var bench = Leader(3);
        bench.Raft.ChangeVoters(VoterChange.Add(Fourth), bench.Now);
        Assert.Contains(bench.Settle().OfType<AppendRequest>(), m => m.To == Fourth);
        bench.StepDurably(bench.Accepted(Fourth, bench.Raft.Log.LastIndex));
        Assert.False(bench.Raft.IsSettled);

        // Nor does its voice keep a leader in office.
        bench.Pass(bench.Options.ElectionMax / 2);
        bench.StepDurably(new HeartbeatResponse(Fourth, bench.Me, bench.Raft.Term));
        bench.Pass(bench.Options.ElectionMax);
        Assert.Equal(RaftRole.Follower, bench.Raft.Role);
    }

    [Fact]
    public void S4_2_1_a_learner_stands_in_no_election()
    {
        var names = TestKeys.Names(3);
        var raft = new RaftCore(new RaftOptions(), Fourth, names, new RaftLog(), default, 0, new Random(1), TimeSpan.Zero);
        Assert.Equal(RaftRole.Learner, raft.Role);
        raft.Tick(TimeSpan.FromSeconds(10));
        Assert.Empty(raft.TakeReady(TimeSpan.FromSeconds(10)).Messages);
        raft.Step(new TimeoutNow(names[0], Fourth, 0), TimeSpan.FromSeconds(11));
        Assert.Equal((RaftRole.Learner, 0UL), (raft.Role, raft.Term));
    }

    // Its promotion may be in the candidate's log and not yet in its own; a candidate asks only voters of its own log.
    [Fact]
    public void S4_1_a_server_that_holds_itself_for_a_learner_still_votes_when_a_candidate_asks()
    {
        var names = TestKeys.Names(3);
        var raft = new RaftCore(new RaftOptions(), Fourth, names, new RaftLog(), default, 0, new Random(1), TimeSpan.Zero);
        raft.Step(new VoteRequest(names[0], Fourth, 2, 9, 1), TimeSpan.FromSeconds(1));
        var batch = raft.TakeReady(TimeSpan.FromSeconds(1)).Persist!;
        raft.Persisted(batch.Number, TimeSpan.FromSeconds(1));
        Assert.True(Assert.Single(raft.TakeReady(TimeSpan.FromSeconds(1)).Messages.OfType<VoteResponse>()).Granted);
    }

    [Fact]
    public void S4_2_1_a_learner_that_does_not_answer_is_no_voter_and_holds_nobody_up()
    {
        var bench = Leader(3);
        bench.Raft.ChangeVoters(VoterChange.Add(Fourth), bench.Now);
        Commit(bench, bench.B);
        for (var i = 0; i < 20; i++) Beat(bench, bench.B, bench.C);
        Assert.Equal((RaftRole.Leader, 3), (bench.Raft.Role, bench.Raft.Voters.Count));
        Assert.Contains("does not answer", bench.Raft.ChangeVoters(VoterChange.Promote(Fourth), bench.Now).Reason);
        bench.Propose(7);
        bench.Settle();
        bench.StepDurably(bench.Accepted(bench.B, bench.Raft.Log.LastIndex));
        Assert.Equal(bench.Raft.Log.LastIndex, bench.Raft.Commit);
    }

    [Fact]
    public void S4_2_2_a_leader_that_removes_itself_leads_until_that_is_committed_and_does_not_count_itself()
    {
        var bench = Leader(4);
        Assert.Equal(AppendStatus.Appended, bench.Raft.ChangeVoters(VoterChange.Remove(bench.Me), bench.Now).Status);
        bench.Settle();
        bench.StepDurably(bench.Accepted(bench.B, bench.Raft.Log.LastIndex));
        Assert.Equal((RaftRole.Leader, false), (bench.Raft.Role, bench.Raft.IsSettled));
        var sent = bench.StepDurably(bench.Accepted(bench.C, bench.Raft.Log.LastIndex));
        Assert.True(bench.Raft.IsSettled);
        Assert.Equal(RaftRole.Learner, bench.Raft.Role);
        Assert.Single(sent.OfType<TimeoutNow>());
        Assert.All(sent.OfType<HeartbeatRequest>().Where(m => m.To == bench.B || m.To == bench.C), m => Assert.Equal(bench.Raft.Commit, m.Commit));
    }

    // Two voters; the leader removed itself and only its own disk has that. The other one cannot win, for its log is behind.
    [Fact]
    public void S4_2_2_a_server_outside_of_its_own_uncommitted_configuration_still_stands_for_election()
    {
        var bench = new RaftBench(2, [RaftBench.Entry(1, 1), Removed(2)], new HardState(1, default), 1);
        Assert.False(bench.Raft.IsVoter(bench.Me));
        bench.PassElectionTimeout();
        bench.StepDurably(new PreVoteResponse(bench.B, bench.Me, 2, true));
        bench.StepDurably(new VoteResponse(bench.B, bench.Me, 2, true));
        Assert.Equal(RaftRole.Leader, bench.Raft.Role);
        bench.StepDurably(bench.Accepted(bench.B, bench.Raft.Log.LastIndex));
        Assert.Equal((true, RaftRole.Learner), (bench.Raft.IsSettled, bench.Raft.Role));
        Assert.Empty(bench.PassElectionTimeout().OfType<PreVoteRequest>());

        LogEntry Removed(ulong index) => Configuration(index, 1, VoterConfiguration.Create(index, 0, [TestKeys.Names(2)[1]], []));
    }

    [Fact]
    public void S4_2_3_E11_who_hears_a_leader_gives_a_removed_server_no_vote_and_tells_it()
    {
        var bench = new RaftBench(4);
        var entry = Configuration(2, 1, VoterChange.Remove(bench.D).From(bench.Raft.Configuration, 2));
        bench.StepDurably(bench.Append(bench.B, 1, 0, 0, [RaftBench.Entry(1, 1), entry], commit: 2));
        var answer = Assert.Single(bench.StepDurably(new PreVoteRequest(bench.D, bench.Me, 2, 1, 1)).OfType<PreVoteResponse>());
        Assert.Equal((false, 2UL), (answer.Granted, answer.RemovedAt));
        bench.StepDurably(new VoteRequest(bench.D, bench.Me, 9, 1, 1));
        Assert.Equal((1UL, bench.B), (bench.Raft.Term, bench.Raft.Leader));
    }

    [Fact]
    public void S4_2_3_E11_a_removed_server_that_was_told_keeps_still_until_its_log_says_more()
    {
        var bench = new RaftBench(4);
        bench.PassElectionTimeout();
        bench.StepDurably(new PreVoteResponse(bench.B, bench.Me, 0, false) { RemovedAt = 5 });
        Assert.Equal(RaftRole.Learner, bench.Raft.Role);
        Assert.Empty(bench.Pass(TimeSpan.FromSeconds(5)).OfType<PreVoteRequest>());

        // It was let in again meanwhile, and gets the log.
        var removed = VoterChange.Remove(bench.Me).From(bench.Raft.Configuration, 5);
        var added = VoterChange.Add(bench.Me).From(removed, 6);
        var promoted = VoterChange.Promote(bench.Me).From(added, 7);
        var log = RaftBench.Log(1, 1, 1, 1);
        bench.StepDurably(bench.Append(bench.B, 1, 0, 0, [.. log, Configuration(5, 1, removed), Configuration(6, 1, added), Configuration(7, 1, promoted)], commit: 7));
        Assert.Equal(RaftRole.Follower, bench.Raft.Role);
        Assert.NotEmpty(bench.Pass(TimeSpan.FromSeconds(5)).OfType<PreVoteRequest>());
    }

    [Fact]
    public void S4_4_a_dead_voter_is_removed_and_the_last_voters_that_are_needed_are_not()
    {
        var bench = Leader(3);
        for (var i = 0; i < 12; i++) Beat(bench, bench.B);
        Assert.Contains("quorum would be lost", bench.Raft.ChangeVoters(VoterChange.Remove(bench.B), bench.Now).Reason);
        Assert.Equal(AppendStatus.Appended, bench.Raft.ChangeVoters(VoterChange.Remove(bench.C), bench.Now).Status);
        Commit(bench, bench.B);
        Assert.Equal(2, bench.Raft.Voters.Count);

        var alone = new RaftBench(1);
        alone.PassElectionTimeout();
        Assert.Contains("only voter", alone.Raft.ChangeVoters(VoterChange.Remove(alone.Me), alone.Now).Reason);
    }

    [Fact]
    public void What_is_as_asked_for_already_is_done_and_what_makes_no_sense_is_refused()
    {
        var bench = Leader(3);
        Assert.Equal(AppendStatus.Duplicate, bench.Raft.ChangeVoters(VoterChange.Add(bench.B), bench.Now).Status);
        Assert.Equal(AppendStatus.Duplicate, bench.Raft.ChangeVoters(VoterChange.Promote(bench.B), bench.Now).Status);
        Assert.Equal(AppendStatus.Duplicate, bench.Raft.ChangeVoters(VoterChange.Remove(Fourth), bench.Now).Status);
        Assert.Contains("add it first", bench.Raft.ChangeVoters(VoterChange.Promote(Fourth), bench.Now).Reason);
        bench.StepDurably(new HeartbeatRequest(bench.B, bench.Me, bench.Raft.Term + 1, 0, 0));
        Assert.Equal(AppendStatus.NotLeader, bench.Raft.ChangeVoters(VoterChange.Add(Fourth), bench.Now).Status);
    }

    [Fact]
    public void Nobody_is_added_who_has_not_asked_to_join()
    {
        var bench = Leader(3);
        Assert.Contains("has not asked to join", bench.Raft.ChangeVoters(VoterChange.Add(TestKeys.Name(51)), bench.Now).Reason);
        bench.Raft.HearApplicant(TestKeys.Name(51), bench.Now);
        Assert.Equal(AppendStatus.Appended, bench.Raft.ChangeVoters(VoterChange.Add(TestKeys.Name(51)), bench.Now).Status);
    }

    private static RaftBench Leader(int voters)
    {
        var bench = new RaftBench(voters);
        bench.Elect();
        for (var i = 1; i <= voters / 2; i++) bench.StepDurably(bench.Accepted(TestKeys.Names(voters)[i], 1));
        Assert.Equal(1UL, bench.Raft.Commit);
        bench.Raft.HearApplicant(Fourth, bench.Now);
        return bench;
    }

    // Others have it, and have signed for it.
    private static void Commit(RaftBench bench, params Did[] others)
    {
        bench.Settle();
        foreach (var other in others) bench.StepDurably(bench.Accepted(other, bench.Raft.Log.LastIndex));
        Assert.True(bench.Raft.IsSettled);
        bench.Raft.LinkedEpoch = bench.Raft.Configuration.Epoch;
    }

    private static void Beat(RaftBench bench, params Did[] heard)
    {
        bench.Pass(bench.Options.Heartbeat);
        foreach (var other in heard) bench.StepDurably(new HeartbeatResponse(other, bench.Me, bench.Raft.Term));
    }

    private static LogEntry Configuration(ulong index, ulong term, VoterConfiguration configuration) =>
        RaftBench.Entry(index, term) with { Kind = EntryKind.Configuration, Payload = configuration.ToPayload() };
}
