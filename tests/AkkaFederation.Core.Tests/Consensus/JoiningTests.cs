using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>Nodes that come later: learners that become voters, up to a number (SPEC 5; dissertation 4.2.1).</summary>
public sealed class JoiningTests
{
    [Fact]
    public void Later_nodes_join_as_learners_and_become_voters_up_to_the_limit()
    {
        var cluster = new SimCluster(1, 3);
        var session = cluster.OpenSession();
        var joiners = Enumerable.Range(0, 4).Select(_ => cluster.Join()).ToArray();
        cluster.RunUntil(() => cluster.Leader is { } l && l.Raft.Configuration is { Voters.Count: 5, Learners.Count: 2 }, "five voters and two learners");
        var key = cluster.Propose(joiners[3], session);
        cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(key), "a commit proposed through a joiner");
        cluster.RunFor(2000);
        Assert.Equal(2, joiners.Count(j => j.Raft.Role == RaftRole.Learner));
        Assert.Equal(6, cluster.Checker.Voters.Changes);
        cluster.SettleAndCheck();
        Assert.Equal(7, cluster.Members.Length);
    }

    [Fact]
    public void A_federation_of_one_grows()
    {
        var cluster = new SimCluster(2, 1);
        cluster.ElectLeader();
        for (var i = 0; i < 4; i++) cluster.Join();
        cluster.RunUntil(() => cluster.Leader?.Raft.Voters.Count == 5, "five voters");
        cluster.Leader!.Crash();
        var session = cluster.OpenSession();
        var key = cluster.Propose(cluster.Nodes.First(n => n.Alive), session);
        cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(key), "a commit without the founder");
        cluster.SettleAndCheck();
    }

    [Fact]
    public void E22_a_member_whose_database_is_missing_is_told_so_and_never_takes_part()
    {
        var cluster = new SimCluster(3, 3);
        var joined = cluster.Join();
        cluster.RunUntil(() => cluster.Leader is { } l && l.Raft.IsVoter(joined.Id) && l.Raft.LinkedEpoch == l.Raft.Configuration.Epoch, "a fourth voter");
        joined.Crash();
        var amnesiac = new JoinCore(joined.Id, new Random(1));
        amnesiac.Observe(cluster.Signed);
        var leader = cluster.ElectLeader();
        var answer = Ask(cluster, amnesiac, leader);
        Assert.Equal(JoinAnswer.Known, answer.Answer);
        amnesiac.Step(answer, cluster.Now);
        Assert.Contains("restore the database, or start with a new key", amnesiac.Fatal);
        Assert.Empty(amnesiac.Events);
        amnesiac.Tick(cluster.Names, null, cluster.Now + TimeSpan.FromMinutes(1));
        Assert.Empty(amnesiac.Sends);
    }

    [Fact]
    public void E22_who_was_removed_and_has_lost_its_database_is_not_let_in_again_under_its_old_name()
    {
        var cluster = new SimCluster(4, 3, raftOptions: new RaftOptions { AutoPromote = false });
        var joined = cluster.Join();
        cluster.RunUntil(() => cluster.Leader is { } l && l.Raft.Configuration.Has(joined.Id) && l.Raft.LinkedEpoch == l.Raft.Configuration.Epoch, "a learner");
        cluster.ChangeUntilDone(VoterChange.Remove(joined.Id));
        joined.Crash();
        var amnesiac = new JoinCore(joined.Id, new Random(1));
        amnesiac.Observe(cluster.Signed);
        amnesiac.Step(Ask(cluster, amnesiac, cluster.ElectLeader()), cluster.Now);
        Assert.NotNull(amnesiac.Fatal);
    }

    [Fact]
    public void A_node_writes_down_that_it_belongs_to_the_log_before_it_asks_to_be_let_in()
    {
        var names = TestKeys.Names(4);
        var genesis = new SignedGenesis(Genesis.Create("test", names[..3]), []);
        var join = new JoinCore(names[3], new Random(1));
        join.Observe(genesis);
        join.Tick(names, null, TimeSpan.FromSeconds(1));
        var first = Assert.IsType<JoinRequest>(Assert.Single(join.Sends));
        Assert.True(first.Fresh);
        join.Sends.Clear();
        join.Step(new JoinReply(names[0], names[3], first.Number, JoinAnswer.Unknown, default), TimeSpan.FromSeconds(1));
        Assert.Equal(genesis, Assert.IsType<GenesisJoined>(Assert.Single(join.Events)).Signed);
        join.Tick(names, null, TimeSpan.FromSeconds(1));
        var second = Assert.IsType<JoinRequest>(Assert.Single(join.Sends));
        Assert.Equal((names[0], false), (second.To, second.Fresh));

        var restarted = new JoinCore(names[3], new Random(2));
        restarted.Recover(new GenesisJoined(genesis));
        restarted.Tick(names, null, TimeSpan.FromSeconds(1));
        Assert.False(Assert.IsType<JoinRequest>(Assert.Single(restarted.Sends)).Fresh);
    }

    [Fact]
    public void An_answer_that_was_not_asked_for_changes_nothing()
    {
        var names = TestKeys.Names(4);
        var join = new JoinCore(names[3], new Random(1));
        join.Observe(new SignedGenesis(Genesis.Create("test", names[..3]), []));
        join.Step(new JoinReply(names[0], names[3], 99, JoinAnswer.Unknown, default), TimeSpan.FromSeconds(1));
        join.Step(new JoinReply(names[0], names[3], 99, JoinAnswer.Known, default), TimeSpan.FromSeconds(1));
        Assert.Equal((2L, null, 0), (join.Refused, join.Fatal, join.Events.Count));
    }

    // Whoever is cut off from the others must not say that it does not know a name.
    [Fact]
    public void A_leader_that_is_cut_off_tells_no_fresh_node_that_its_name_is_unknown()
    {
        var cluster = new SimCluster(5, 3);
        var leader = cluster.ElectLeader();
        cluster.RunFor(200);
        cluster.Network.CutOff(leader.Id);
        var join = new JoinCore(TestKeys.Name(150), new Random(1));
        join.Observe(cluster.Signed);
        join.Tick([leader.Id], null, cluster.Now);
        var answers = new List<JoinReply>();
        cluster.Network.Filter = m => Note(m, answers);
        leader.Do(core => core.Step(join.Sends[0], cluster.UnixMs, cluster.Now));
        cluster.RunFor(2000);
        Assert.Equal(JoinAnswer.NotLeader, Assert.Single(answers).Answer);
    }

    [Fact]
    public void Learners_beyond_the_limit_wait_outside()
    {
        var cluster = new SimCluster(6, 3, raftOptions: new RaftOptions { MaxLearners = 1, AutoPromote = false });
        cluster.ElectLeader();
        var first = cluster.Join();
        cluster.RunUntil(() => cluster.Leader is { } l && l.Raft.Configuration.Learners.Count == 1, "a learner");
        var second = cluster.Join();
        cluster.RunUntil(() => second.Joiner!.Waits.Contains("max-learners", StringComparison.Ordinal), "an answer");
        cluster.ChangeUntilDone(VoterChange.Remove(first.Id));
        cluster.RunUntil(() => cluster.Leader is { } l && l.Raft.Configuration.IsLearner(second.Id), "the second one's turn", 30_000);
        cluster.SettleAndCheck();
    }

    private static bool Note(PeerMessage message, List<JoinReply> answers)
    {
        if (message is JoinReply reply) answers.Add(reply);
        return message is JoinReply;
    }

    private static JoinReply Ask(SimCluster cluster, JoinCore join, SimNode leader)
    {
        join.Tick([leader.Id], null, cluster.Now);
        var request = Assert.IsType<JoinRequest>(Assert.Single(join.Sends));
        join.Sends.Clear();
        Assert.True(request.Fresh);
        var answers = new List<JoinReply>();
        cluster.Network.Filter = m => Note(m, answers);
        leader.Do(core => core.Step(request, cluster.UnixMs, cluster.Now));
        cluster.RunUntil(() => answers.Count > 0, "an answer to a fresh node");
        cluster.Network.Filter = null;
        return answers[0];
    }
}
