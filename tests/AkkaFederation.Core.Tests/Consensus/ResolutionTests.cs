using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>What is in doubt is settled for good, and every proposal is answered once, in whatever order things come.</summary>
public sealed class ResolutionTests
{
    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 60)];

    [Fact]
    public void E20_what_is_fenced_never_commits_wherever_a_copy_of_it_still_is()
    {
        var cluster = new SimCluster(41, 3);
        var session = cluster.OpenSession();
        var old = cluster.ElectLeader();
        cluster.Network.CutOff(old.Id);
        var key = cluster.Propose(old, session, ttl: 100);
        cluster.RunUntil(() => cluster.Checker.Replies.Exists(r => r.Proposal.Key == key), "the end of its time");
        Assert.Equal(ProposalVerdict.Indeterminate, cluster.Checker.Replies.Single(r => r.Proposal.Key == key).Verdict);
        cluster.RunUntil(() => cluster.Leader is { } l && l != old, "another leader", 3000);
        cluster.Resolve(cluster.Nodes.First(n => n != old), key);
        cluster.RunUntil(() => Resolution(cluster, key) is not null, "a resolution");
        Assert.Equal((ProposalVerdict.Aborted, AbortCause.Fenced), (Resolution(cluster, key)!.Verdict, Resolution(cluster, key)!.Cause));
        cluster.Network.Heal();
        cluster.Propose(old, key);
        cluster.RunUntil(() => cluster.Checker.Replies.Count(r => r.Proposal.Key == key && r.Proposal.Kind == EntryKind.Proposal) == 2, "an answer to the retry");
        Assert.Equal(AbortCause.Fenced, cluster.Checker.Replies.Last(r => r.Proposal.Kind == EntryKind.Proposal).Cause);
        cluster.SettleAndCheck();
        Assert.DoesNotContain(cluster.Checker.Committed, e => e.Kind == EntryKind.Proposal && e.Key == key);
    }

    [Fact]
    public void What_was_applied_is_resolved_to_its_index_and_nothing_is_written()
    {
        var cluster = new SimCluster(42, 3);
        var session = cluster.OpenSession();
        var key = cluster.Propose(cluster.ElectLeader(), session);
        cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(key), "a commit");
        cluster.RunFor(200);
        var length = cluster.Leader!.Raft.Log.LastIndex;
        foreach (var node in cluster.Nodes) cluster.Resolve(node, key);
        cluster.RunUntil(() => cluster.Checker.Replies.Count(r => r.Proposal.Kind == EntryKind.Resolved) == 3, "three resolutions");
        Assert.All(cluster.Checker.Replies.Where(r => r.Proposal.Kind == EntryKind.Resolved), r => Assert.Equal(cluster.Checker.Acknowledged[key], r.Index));
        Assert.Equal(length, cluster.Leader!.Raft.Log.LastIndex);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Under_faults_a_resolution_and_the_log_never_contradict_each_other(int seed)
    {
        var cluster = new SimCluster(seed, seed % 3 == 0 ? 5 : 3, SimOptions.Rough with { Replay = seed % 2 == 0 ? 0.1 : 0 });
        var session = cluster.OpenSession();
        var (keys, retried) = (new List<ProposalKey>(), new HashSet<ProposalKey>());
        for (var round = 0; round < 100; round++)
        {
            Stories.Disturb(cluster);
            var alive = cluster.Nodes.Where(n => n.Alive).ToArray();
            if (alive.Length > 0)
            {
                var node = alive[cluster.Random.Next(alive.Length)];
                keys.Add(cluster.Propose(node, session, ttl: cluster.Random.Next(20, 400)));
                if (cluster.Random.Next(2) == 0) cluster.Resolve(node, keys[cluster.Random.Next(keys.Count)], 2_000);
                if (cluster.Random.Next(3) == 0)
                {
                    var again = keys[cluster.Random.Next(keys.Count)];
                    retried.Add(again);
                    cluster.Propose(alive[0], again);
                }
            }

            cluster.RunFor(cluster.Random.Next(60));
        }

        cluster.SettleAndCheck();
        foreach (var key in keys) cluster.Resolve(cluster.Nodes[0], key);
        cluster.RunUntil(() => keys.TrueForAll(k => Resolution(cluster, k) is { Verdict: not ProposalVerdict.Indeterminate }), "all resolutions", 30_000);
        cluster.SettleAndCheck();
        foreach (var key in keys) AssertAgrees(cluster, key, retried.Contains(key));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_order_of_answers_deadlines_and_leaders_answers_each_proposal_once(int seed)
    {
        var random = new Random(seed);
        var bench = new RaftBench();
        var desk = new ProposalDesk(bench.Raft, new DeskOptions { MaxPendingPerClient = 1000 }, bench.Options);
        var (term, now, accepted) = (1UL, TimeSpan.FromSeconds(1), new HashSet<long>());
        var leaders = new[] { bench.B, bench.C };
        for (var step = 0; step < 400; step++)
        {
            now += TimeSpan.FromMilliseconds(random.Next(60));
            var seq = (ulong)random.Next(1, 40);
            switch (random.Next(6))
            {
                case 0 or 1: Submit(desk, seq, now + TimeSpan.FromMilliseconds(random.Next(1, 900)), now); break;
                case 2: bench.StepDurably(new HeartbeatRequest(leaders[random.Next(2)], bench.Me, term += (ulong)random.Next(2), 0, 0)); break;
                case 3: desk.OnRefusal(new ForwardRefusal(leaders[random.Next(2)], bench.Me, term, KeyOf(seq), random.Next(2) == 0 ? "" : "no") { Cause = (AbortCause)random.Next(1, 11) }); break;
                case 4: desk.OnApplied(EntryOf(seq), random.Next(4) == 0 ? SessionVerdict.Refused(AbortCause.Fenced, "fenced") : SessionVerdict.New, null); break;
                default: desk.Tick(0, now); break;
            }

            desk.TakeForward();
            desk.CheckInvariants();
            foreach (var first in desk.Steps.Where(s => s.From is null)) Assert.True(accepted.Add(first.Number), $"seed {seed}: {first.Number} was accepted twice");
            foreach (var reply in desk.Replies.Where(r => r.Number > 0)) Assert.True(accepted.Remove(reply.Number), $"seed {seed}: {reply.Number} was answered twice");
            AssertOrder(desk.Steps);
            desk.Steps.Clear();
            desk.Replies.Clear();
        }

        desk.Tick(0, now + TimeSpan.FromSeconds(5));
        Assert.Equal(accepted.Order(), desk.Replies.Select(r => r.Number).Order());
        Assert.Equal(0, desk.Pending);
    }

    [Fact]
    public void The_states_of_a_proposal_have_no_other_ways_than_these()
    {
        var states = Enum.GetValues<ProposalState>();
        foreach (var from in states)
        {
            foreach (var to in states.Where(s => s != from))
            {
                var sent = from > ProposalState.Idle || to == ProposalState.Indeterminate;
                var proposal = At(from, sent && from != ProposalState.Expired);
                var allowed = from < ProposalState.Committed && (to != ProposalState.Expired || proposal.Sends == 0) && (to != ProposalState.Indeterminate || proposal.Sends > 0);
                if (allowed) Assert.True(proposal.Go(to));
                else Assert.Throws<InvalidOperationException>(() => proposal.Go(to));
            }
        }
    }

    [Fact]
    public void A_session_that_expired_meanwhile_is_refused_by_name_and_what_it_may_have_held_is_in_doubt()
    {
        var cluster = new SimCluster(43, 3);
        var session = cluster.OpenSession(new SessionTerms(1_000, 16));
        var leader = cluster.ElectLeader();
        cluster.RunFor(1_500);
        var key = cluster.Propose(leader, session);
        cluster.RunUntil(() => cluster.Checker.Replies.Exists(r => r.Proposal.Key == key), "an answer");
        var reply = cluster.Checker.Replies.Single(r => r.Proposal.Key == key);
        Assert.Equal((ProposalVerdict.Aborted, AbortCause.SessionExpired, $"session {session} has expired"), (reply.Verdict, reply.Cause, reply.Reason));
        var twice = At(ProposalState.Proposing, sent: true);
        Assert.Equal(ProposalState.Aborted, twice.EndByRefusal(AbortCause.SessionExpired));
        twice.Sent(1);
        Assert.Equal(ProposalState.Indeterminate, twice.EndByRefusal(AbortCause.SessionExpired));
        Assert.Equal(ProposalState.Aborted, twice.EndByRefusal(AbortCause.TooLarge));
    }

    [Fact]
    public void A_closed_session_takes_nothing_more()
    {
        var cluster = new SimCluster(44, 3);
        var session = cluster.OpenSession();
        cluster.CloseSession(cluster.Nodes[1], session);
        cluster.RunUntil(() => cluster.Nodes.All(n => n.Raft.Admission.Sessions.Count == 0), "the closing");
        var key = cluster.Propose(cluster.Nodes[2], session);
        cluster.RunUntil(() => cluster.Checker.Replies.Exists(r => r.Proposal.Key == key), "an answer");
        Assert.Equal(AbortCause.UnknownSession, cluster.Checker.Replies.Single(r => r.Proposal.Key == key).Cause);
        cluster.SettleAndCheck();
    }

    private static PendingProposal At(ProposalState state, bool sent)
    {
        var request = new ProposalRequest(new Proposal(KeyOf(1), EntryKind.Proposal, 0, default), 0, true, TimeSpan.FromHours(1), "x");
        var proposal = new PendingProposal(request, 1);
        if (sent || state == ProposalState.Indeterminate) proposal.Sent(1);
        if (state != ProposalState.Idle) proposal.Go(state);
        return proposal;
    }

    private static void AssertOrder(List<ProposalStep> steps)
    {
        foreach (var life in steps.GroupBy(s => s.Number))
        {
            var at = life.First().To;
            foreach (var step in life.Skip(1))
            {
                Assert.Equal(at, step.From);
                at = step.To;
            }
        }
    }

    private static void AssertAgrees(SimCluster cluster, ProposalKey key, bool retried)
    {
        var answers = cluster.Checker.Replies.Where(r => r.Proposal.Key == key && r.Proposal.Kind == EntryKind.Resolved && r.Verdict != ProposalVerdict.Indeterminate).ToList();
        var applied = cluster.Checker.Committed.Where(e => e.Kind == EntryKind.Proposal && e.Key == key).Select(e => e.Index).ToList();
        foreach (var answer in answers.Where(a => a.Verdict == ProposalVerdict.Committed)) Assert.Equal([answer.Index], applied);
        if (answers.Exists(a => a.Cause == AbortCause.Fenced)) Assert.True(applied.Count == 0, $"{cluster.Seed}: {key} is fenced and stands at {applied.FirstOrDefault()}");

        // Of one copy, what its only node says holds for ever.
        var denied = cluster.Checker.Replies.Exists(r => r.Proposal.Key == key && r.Proposal.Kind == EntryKind.Proposal && (r.Verdict is ProposalVerdict.Expired or ProposalVerdict.Aborted));
        Assert.True(retried || !denied || applied.Count == 0, $"{cluster.Seed}: {key} was denied and stands in the log");
    }

    private static ProposalReply? Resolution(SimCluster cluster, ProposalKey key) =>
        cluster.Checker.Replies.LastOrDefault(r => r.Proposal.Key == key && r.Proposal.Kind == EntryKind.Resolved);

    private static ProposalKey KeyOf(ulong seq) => new(TestKeys.Name(50), 1, seq);

    private static LogEntry EntryOf(ulong seq) => new()
    {
        Index = seq, Term = 1, Kind = EntryKind.Proposal, Origin = TestKeys.Name(50), Session = 1, Seq = seq,
    };

    private static void Submit(ProposalDesk desk, ulong seq, TimeSpan deadline, TimeSpan now) => desk.Submit(
        new ProposalRequest(new Proposal(KeyOf(seq), EntryKind.Proposal, 0, new byte[1]), 0, false, deadline, "x"), null, 0, now);
}
