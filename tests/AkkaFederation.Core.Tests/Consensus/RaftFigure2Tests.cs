using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>One test for each claim of the Raft paper's Figure 2 (and of the sections named) that the product relies on.</summary>
public sealed class RaftFigure2Tests
{
    // ---- all servers (5.1) ----

    [Fact]
    public void S5_1_a_server_that_sees_a_higher_term_adopts_it_and_follows()
    {
        var bench = new RaftBench();
        bench.Elect();
        bench.Step(new HeartbeatRequest(bench.B, bench.Me, 7, 0, 0));
        Assert.Equal((RaftRole.Follower, 7UL), (bench.Raft.Role, bench.Raft.Term));
        Assert.True(bench.Raft.Vote.IsEmpty);
    }

    [Fact]
    public void S5_1_a_request_of_an_older_term_is_refused_and_the_answer_names_the_term()
    {
        var bench = new RaftBench(hard: new HardState(5, default));
        var answer = Assert.IsType<AppendResponse>(Assert.Single(bench.StepDurably(bench.Append(bench.B, 4, 0, 0, [RaftBench.Entry(1, 4)]))));
        Assert.Equal((false, 5UL), (answer.Accepted, answer.Term));
        var vote = Assert.IsType<VoteResponse>(Assert.Single(bench.StepDurably(new VoteRequest(bench.B, bench.Me, 4, 9, 9))));
        Assert.Equal((false, 5UL), (vote.Granted, vote.Term));
        Assert.Equal(0UL, bench.Raft.Log.LastIndex);
    }

    [Fact]
    public void S5_3_committed_entries_are_applied_in_order_and_once()
    {
        var bench = new RaftBench();
        bench.Raft.Step(bench.Append(bench.B, 1, 0, 0, RaftBench.Log(1, 1, 1), commit: 2), bench.Now);
        var ready = bench.Raft.TakeReady(bench.Now);
        Assert.Equal((1UL, 2UL), (ready.ApplyFrom, ready.ApplyTo));
        bench.Finish(ready.Persist!);
        bench.Raft.Step(new HeartbeatRequest(bench.B, bench.Me, 1, 3, 0), bench.Now);
        ready = bench.Raft.TakeReady(bench.Now);
        Assert.Equal((3UL, 3UL), (ready.ApplyFrom, ready.ApplyTo));
        ready = bench.Raft.TakeReady(bench.Now);
        Assert.True(ready.ApplyFrom > ready.ApplyTo);
    }

    // ---- voting (5.2, 5.4.1) ----

    [Fact]
    public void S5_2_at_most_one_vote_in_a_term_first_come_first_served()
    {
        var bench = new RaftBench();
        Assert.True(Vote(bench, bench.B, 1).Granted);
        Assert.False(Vote(bench, bench.C, 1).Granted);
        Assert.True(Vote(bench, bench.B, 1).Granted);
    }

    [Fact]
    public void S5_2_a_vote_survives_a_crash()
    {
        var bench = new RaftBench();
        Assert.True(Vote(bench, bench.B, 1).Granted);
        var again = new RaftBench(hard: bench.Disk.Hard);
        Assert.False(Vote(again, again.C, 1).Granted);
        Assert.True(Vote(again, again.B, 1).Granted);
    }

    [Fact]
    public void S5_2_a_vote_is_not_told_before_it_is_durable()
    {
        var bench = new RaftBench();
        bench.Raft.Step(new VoteRequest(bench.B, bench.Me, 1, 0, 0), bench.Now);
        Assert.Empty(bench.Take(out var batch));
        bench.Finish(batch!);
        Assert.True(Assert.Single(bench.Settle().OfType<VoteResponse>()).Granted);
    }

    [Theory]
    [InlineData(2, 3, 2, 3, true)] // the same log
    [InlineData(3, 3, 2, 3, true)] // longer in the same term
    [InlineData(1, 4, 2, 3, true)] // shorter, but the last term is higher
    [InlineData(1, 3, 2, 3, false)] // shorter in the same term
    [InlineData(9, 2, 2, 3, false)] // longer, but the last term is lower: E3
    public void S5_4_1_a_vote_goes_only_to_a_log_that_is_at_least_up_to_date(ulong index, ulong term, int myLength, ulong myTerm, bool granted)
    {
        var log = RaftBench.Log([.. Enumerable.Repeat(myTerm, myLength)]);
        var bench = new RaftBench(log: log, hard: new HardState(5, default));
        Assert.Equal(granted, Vote(bench, bench.B, 6, index, term).Granted);
    }

    [Fact]
    public void S5_2_a_candidate_votes_for_itself_raises_its_term_and_asks_all()
    {
        var bench = new RaftBench(5, hard: new HardState(3, default));
        var preVotes = bench.PassElectionTimeout();
        Assert.Equal([bench.B, bench.C, bench.D, bench.E], preVotes.OfType<PreVoteRequest>().Select(m => m.To));
        Assert.Equal(3UL, bench.Raft.Term);
        foreach (var voter in (Did[])[bench.B, bench.C]) bench.Raft.Step(new PreVoteResponse(voter, bench.Me, 4, true), bench.Now);
        var requests = bench.Settle().OfType<VoteRequest>().ToList();
        Assert.Equal([bench.B, bench.C, bench.D, bench.E], requests.Select(m => m.To));
        Assert.All(requests, r => Assert.Equal(4UL, r.Term));
        Assert.Equal(new HardState(4, bench.Me), bench.Disk.Hard);
    }

    [Fact]
    public void S5_2_a_candidate_with_a_majority_leads_and_one_without_does_not()
    {
        var bench = Candidate(5);
        bench.Step(new VoteResponse(bench.B, bench.Me, 1, true));
        Assert.Equal(RaftRole.Candidate, bench.Raft.Role);
        bench.Step(new VoteResponse(bench.B, bench.Me, 1, true));
        Assert.Equal(RaftRole.Candidate, bench.Raft.Role);
        bench.Step(new VoteResponse(bench.C, bench.Me, 1, true));
        Assert.Equal(RaftRole.Leader, bench.Raft.Role);
    }

    [Fact]
    public void S5_2_a_candidate_that_is_refused_by_a_majority_follows()
    {
        var bench = Candidate(3);
        bench.Step(new VoteResponse(bench.B, bench.Me, 1, false));
        bench.Step(new VoteResponse(bench.C, bench.Me, 1, false));
        Assert.Equal(RaftRole.Follower, bench.Raft.Role);
    }

    [Fact]
    public void S5_2_a_candidate_that_hears_a_leader_of_its_term_follows()
    {
        var bench = Candidate(3);
        bench.Step(new HeartbeatRequest(bench.B, bench.Me, 1, 0, 0));
        Assert.Equal((RaftRole.Follower, bench.B), (bench.Raft.Role, bench.Raft.Leader));
    }

    [Fact]
    public void S5_2_a_candidate_s_own_vote_counts_only_once_durable()
    {
        var bench = new RaftBench(1);
        bench.Raft.Tick(bench.Now + TimeSpan.FromSeconds(1));
        bench.Take(out var batch);
        Assert.Equal(RaftRole.Candidate, bench.Raft.Role);
        bench.Finish(batch!);
        Assert.Equal(RaftRole.Leader, bench.Raft.Role);
    }

    [Fact]
    public void S5_2_election_timeouts_are_random_within_their_bounds()
    {
        var options = new RaftOptions();
        var timeouts = Enumerable.Range(1, 200).Select(seed => new RaftBench(seed: seed)).Select(b => b.Raft.NextDeadline - b.Now).ToList();
        Assert.All(timeouts, t => Assert.InRange(t, options.ElectionMin, options.ElectionMax));
        Assert.True(timeouts.Distinct().Count() > 150);
    }

    // ---- appending (5.3) ----

    [Fact]
    public void S5_3_an_append_whose_previous_entry_is_missing_or_different_is_refused()
    {
        var bench = new RaftBench(log: RaftBench.Log(1, 1), hard: new HardState(1, default));
        Assert.False(Append(bench, 5, 1, [RaftBench.Entry(6, 1)]).Accepted);
        Assert.False(Append(bench, 2, 2, [RaftBench.Entry(3, 2)], term: 2).Accepted);
        Assert.True(Append(bench, 2, 1, [RaftBench.Entry(3, 2)], term: 2).Accepted);
    }

    [Fact]
    public void S5_3_a_conflicting_entry_and_all_after_it_are_erased()
    {
        var bench = new RaftBench(log: RaftBench.Log(1, 2, 2, 2), hard: new HardState(2, default));
        Assert.True(Append(bench, 1, 1, [RaftBench.Entry(2, 3)], term: 3).Accepted);
        Assert.Equal([1UL, 3UL], Terms(bench.Raft.Log));
        Assert.Equal([1UL, 3UL], Terms(bench.Disk.ReadLog()));
    }

    [Fact]
    public void S5_3_E7_a_delayed_append_does_not_erase_what_a_later_one_brought()
    {
        var bench = new RaftBench();
        Assert.True(Append(bench, 0, 0, RaftBench.Log(1, 1, 1, 1)).Accepted);
        var answer = Append(bench, 0, 0, RaftBench.Log(1, 1));
        Assert.Equal(2UL, answer.Index);
        Assert.Equal(4UL, bench.Raft.Log.LastIndex);
    }

    [Fact]
    public void S5_3_a_follower_acknowledges_only_what_is_durable()
    {
        var bench = new RaftBench();
        bench.Raft.Step(bench.Append(bench.B, 1, 0, 0, RaftBench.Log(1, 1)), bench.Now);
        Assert.Empty(bench.Take(out var batch));
        bench.Finish(batch!);
        Assert.Equal(2UL, Assert.Single(bench.Settle().OfType<AppendResponse>()).Index);
    }

    [Fact]
    public void S5_3_a_follower_commits_up_to_the_smaller_of_the_leader_s_commit_and_its_last_new_entry()
    {
        var bench = new RaftBench(log: RaftBench.Log(1, 1, 1, 1), hard: new HardState(1, default));
        bench.StepDurably(bench.Append(bench.B, 2, 2, 1, [], commit: 4));
        Assert.Equal(2UL, bench.Raft.Commit);
        bench.StepDurably(bench.Append(bench.B, 2, 2, 1, [RaftBench.Entry(3, 1)], commit: 4));
        Assert.Equal(3UL, bench.Raft.Commit);
    }

    [Fact]
    public void A_heartbeat_never_commits_what_was_not_matched_in_this_term()
    {
        var bench = new RaftBench(log: RaftBench.Log(1, 1, 1), hard: new HardState(1, default));
        bench.StepDurably(new HeartbeatRequest(bench.B, bench.Me, 2, 3, 0));
        Assert.Equal(0UL, bench.Raft.Commit);
    }

    [Fact]
    public void A_malformed_append_changes_nothing()
    {
        var bench = new RaftBench(log: RaftBench.Log(1), hard: new HardState(2, default));
        LogEntry[][] bad =
        [
            [RaftBench.Entry(3, 2)], // a gap
            [RaftBench.Entry(2, 3)], // a term above the message's
            [RaftBench.Entry(2, 2), RaftBench.Entry(3, 1)], // terms that decrease
            [RaftBench.Entry(2, 2) with { Kind = EntryKind.Configuration }],
        ];
        foreach (var entries in bad) Assert.Empty(bench.StepDurably(bench.Append(bench.B, 2, 1, 1, entries)));
        Assert.Equal(1UL, bench.Raft.Log.LastIndex);
        Assert.Equal(bad.Length, bench.Raft.Refused);
    }

    // ---- leading (5.3, 5.4.2) ----

    [Fact]
    public void S5_2_a_new_leader_sends_at_once_so_that_nobody_else_stands()
    {
        var bench = new RaftBench();
        var sent = bench.Elect();
        Assert.Equal([bench.B, bench.C], sent.OfType<HeartbeatRequest>().Select(m => m.To));
    }

    [Fact]
    public void S8_a_new_leader_appends_a_no_op_of_its_term()
    {
        var bench = new RaftBench(log: RaftBench.Log(1, 1), hard: new HardState(1, default));
        bench.Elect();
        var last = bench.Raft.Log[bench.Raft.Log.LastIndex];
        Assert.Equal((3UL, 2UL, EntryKind.NoOp), (last.Index, last.Term, last.Kind));
    }

    [Fact]
    public void S5_3_an_entry_on_a_majority_is_committed_and_followers_are_told()
    {
        var bench = new RaftBench(5);
        bench.Elect();
        bench.StepDurably(bench.Accepted(bench.B, 1));
        Assert.Equal(0UL, bench.Raft.Commit);
        var sent = bench.StepDurably(bench.Accepted(bench.C, 1));
        Assert.Equal(1UL, bench.Raft.Commit);
        Assert.Equal([bench.B, bench.C], sent.OfType<HeartbeatRequest>().Where(m => m.Commit == 1).Select(m => m.To));
    }

    [Fact]
    public void E4_the_leader_is_part_of_the_majority_and_only_with_what_its_own_disk_holds()
    {
        var bench = new RaftBench();
        bench.Elect();
        bench.StepDurably(bench.Accepted(bench.B, 1));
        bench.Propose(1);
        bench.Take(out var batch);
        bench.Step(bench.Accepted(bench.B, 2));
        Assert.Equal(1UL, bench.Raft.Commit); // one follower alone, while the own write runs
        bench.Finish(batch!);
        Assert.Equal(2UL, bench.Raft.Commit);
    }

    [Fact]
    public void S10_2_1_a_majority_of_followers_commits_before_the_leader_s_own_disk()
    {
        var bench = new RaftBench();
        bench.Elect();
        bench.StepDurably(bench.Accepted(bench.B, 1));
        bench.Propose(1);
        bench.Take(out _);
        bench.Step(bench.Accepted(bench.B, 2));
        bench.Step(bench.Accepted(bench.C, 2));
        Assert.Equal(2UL, bench.Raft.Commit);
    }

    [Fact]
    public void S5_4_2_E1_an_entry_of_an_older_term_is_not_committed_by_counting()
    {
        // Figure 8: entry 2 is of term 2, the leader is of term 4; a majority holds it, and yet it can be overwritten.
        var bench = new RaftBench(5, log: RaftBench.Log(1, 2), hard: new HardState(3, default), commit: 1);
        bench.Elect();
        Assert.Equal(4UL, bench.Raft.Term);
        foreach (var follower in (Did[])[bench.B, bench.C, bench.D]) bench.StepDurably(bench.Accepted(follower, 2));
        Assert.Equal(1UL, bench.Raft.Commit);
        foreach (var follower in (Did[])[bench.B, bench.C]) bench.StepDurably(bench.Accepted(follower, 3));
        Assert.Equal(3UL, bench.Raft.Commit);
    }

    [Fact]
    public void S5_3_after_a_refusal_the_leader_goes_back_by_the_hint_and_not_one_by_one()
    {
        var bench = new RaftBench(log: RaftBench.Log([.. Enumerable.Repeat(1UL, 50), .. Enumerable.Repeat(4UL, 50)]), hard: new HardState(4, default));
        bench.Elect();
        var sent = bench.StepDurably(new AppendResponse(bench.B, bench.Me, bench.Raft.Term, false, 100, 60, 2));
        Assert.Equal(50UL, Assert.Single(sent.OfType<AppendRequest>()).PrevIndex);
    }

    [Fact]
    public void S5_3_a_follower_s_hint_passes_over_a_whole_term()
    {
        var bench = new RaftBench(log: RaftBench.Log([.. Enumerable.Repeat(1UL, 5), .. Enumerable.Repeat(3UL, 20)]), hard: new HardState(3, default));
        var answer = Append(bench, 20, 2, [], term: 4);
        Assert.Equal((false, 5UL, 1UL), (answer.Accepted, answer.HintIndex, answer.HintTerm));
    }

    [Fact]
    public void E6_next_stays_above_match_whatever_old_answers_arrive()
    {
        var bench = new RaftBench(log: RaftBench.Log(1, 1, 1, 1), hard: new HardState(1, default));
        bench.Elect();
        bench.StepDurably(bench.Accepted(bench.B, 5));
        foreach (var refused in (ulong[])[0, 1, 4, 5, 9]) bench.StepDurably(new AppendResponse(bench.B, bench.Me, bench.Raft.Term, false, refused, 0, 0));
        bench.StepDurably(bench.Accepted(bench.B, 2));
        var progress = bench.Raft.Followers.Single(f => f.Id == bench.B);
        Assert.True(progress.Match == 5 && progress.Next > progress.Match);
    }

    [Fact]
    public void E5_match_commit_and_term_never_go_back()
    {
        var bench = new RaftBench();
        bench.Elect();
        bench.StepDurably(bench.Accepted(bench.B, 1));
        bench.StepDurably(bench.Accepted(bench.B, 0));
        Assert.Equal(1UL, bench.Raft.Commit);
        Assert.Equal(1UL, bench.Raft.Followers.Single(f => f.Id == bench.B).Match);
        bench.StepDurably(new HeartbeatRequest(bench.B, bench.Me, 0, 0, 0));
        Assert.Equal(1UL, bench.Raft.Term);
    }

    [Fact]
    public void An_acknowledgement_beyond_the_log_is_refused()
    {
        var bench = new RaftBench();
        bench.Elect();
        bench.StepDurably(bench.Accepted(bench.B, 99));
        Assert.Equal(0UL, bench.Raft.Commit);
        Assert.Equal(1, bench.Raft.Refused);
    }

    [Fact]
    public void E2_a_second_leader_of_the_same_term_is_not_believed()
    {
        var bench = new RaftBench();
        bench.StepDurably(bench.Append(bench.B, 1, 0, 0, RaftBench.Log(1)));
        Assert.Empty(bench.StepDurably(bench.Append(bench.C, 1, 0, 0, RaftBench.Log(1, 1))));
        Assert.Equal((1UL, 1L), (bench.Raft.Log.LastIndex, bench.Raft.Refused));
    }

    [Fact]
    public void Strangers_and_messages_for_others_are_refused()
    {
        var bench = new RaftBench();
        bench.StepDurably(new HeartbeatRequest(TestKeys.Name(99), bench.Me, 9, 0, 0));
        bench.StepDurably(new HeartbeatRequest(bench.B, bench.C, 9, 0, 0));
        bench.StepDurably(new HeartbeatRequest(bench.Me, bench.Me, 9, 0, 0));
        Assert.Equal((0UL, 3L), (bench.Raft.Term, bench.Raft.Refused));
    }

    private static VoteResponse Vote(RaftBench bench, Did candidate, ulong term, ulong index = 0, ulong lastTerm = 0) =>
        Assert.Single(bench.StepDurably(new VoteRequest(candidate, bench.Me, term, index, lastTerm)).OfType<VoteResponse>());

    private static AppendResponse Append(RaftBench bench, ulong prevIndex, ulong prevTerm, IEnumerable<LogEntry> entries, ulong term = 1) =>
        Assert.Single(bench.StepDurably(bench.Append(bench.B, term, prevIndex, prevTerm, entries)).OfType<AppendResponse>());

    private static RaftBench Candidate(int voters)
    {
        var bench = new RaftBench(voters);
        bench.PassElectionTimeout();
        foreach (var voter in TestKeys.Names(voters).Skip(1)) bench.Raft.Step(new PreVoteResponse(voter, bench.Me, 1, true), bench.Now);
        bench.Settle();
        Assert.Equal(RaftRole.Candidate, bench.Raft.Role);
        return bench;
    }

    private static ulong[] Terms(RaftLog log) => [.. Enumerable.Range(1, (int)log.LastIndex).Select(i => log.Term((ulong)i))];
}
