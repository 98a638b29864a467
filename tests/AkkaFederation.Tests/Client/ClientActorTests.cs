using System.Text;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using AkkaFederation.Client;
using AkkaFederation.Identity;
using AkkaFederation.Tests.Hosting;
using AkkaFederation.Wire;

namespace AkkaFederation.Tests.Client;

/// <summary>The client against a node that the test plays, in time that the test moves.</summary>
public sealed class ClientActorTests : TestKit
{
    private readonly IActorRef _client;

    public ClientActorTests()
        : base($"akka.scheduler.implementation = \"{typeof(TestScheduler).AssemblyQualifiedName}\"")
    {
        Sys.ActorOf(Props.Create(() => new Guardian(TestActor)), "federation");
        ExpectMsg("ready");
        _client = Sys.ActorOf(ClientActor.Props(TestRuntime.Create(), ClientNodes.Local(Sys), new Random(1), new ProposalGate()));
    }

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [StandaloneFact(StandaloneFactAttribute.VirtualClock)]
    public void It_opens_one_session_and_asks_again_under_the_same_nonce_when_nobody_answers()
    {
        Propose("a");
        var first = ExpectMsg<OpenSession>();
        Propose("b");
        Scheduler.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(first.Nonce, ExpectMsg<OpenSession>().Nonce);
    }

    [Fact]
    public async Task Proposals_are_numbered_in_the_session_and_sent_together()
    {
        var tasks = new[] { Propose("a"), Propose("b"), Propose("c") };
        Answer(Opened(ExpectMsg<OpenSession>()));
        var batch = ExpectMsg<ProposeBatch>();
        Assert.Equal((42UL, 3), (batch.Session, batch.Items.Count));
        Assert.Equal([1UL, 2UL, 3UL], batch.Items.Select(i => i.Seq));
        Answer([.. batch.Items.Select(i => Outcome(i.Seq, OutcomeKind.OutcomeCommitted, index: 100 + i.Seq))]);
        var outcomes = await Task.WhenAll(tasks);
        Assert.Equal([101UL, 102UL, 103UL], outcomes.Cast<ProposalOutcome.Committed>().Select(o => o.Index));
    }

    [Fact]
    public void It_keeps_to_the_node_s_limit_of_pending_proposals()
    {
        for (var i = 0; i < 5; i++) Propose("x");
        Answer(Opened(ExpectMsg<OpenSession>()), maxPending: 2);
        Assert.Equal([1UL, 2UL], ExpectMsg<ProposeBatch>().Items.Select(i => i.Seq));
        Answer([Outcome(1, OutcomeKind.OutcomeCommitted, index: 50)]);
        Assert.Equal([3UL], ExpectMsg<ProposeBatch>().Items.Select(i => i.Seq));
    }

    [StandaloneFact(StandaloneFactAttribute.VirtualClock)]
    public void A_silent_node_is_sent_the_same_number_again()
    {
        Propose("a");
        Open();
        var first = ExpectMsg<ProposeBatch>();
        Scheduler.Advance(TimeSpan.FromMilliseconds(500));
        var again = ExpectMsg<ProposeBatch>();
        Assert.Equal((first.Session, first.Items[0].Seq, first.Items[0].Term), (again.Session, again.Items[0].Seq, again.Items[0].Term));
        Assert.True(again.Items[0].TtlMs < first.Items[0].TtlMs);
    }

    [StandaloneFact(StandaloneFactAttribute.VirtualClock)]
    public async Task What_was_sent_and_never_answered_is_indeterminate()
    {
        var task = Propose("a");
        Open();
        ExpectMsg<ProposeBatch>();
        Scheduler.Advance(TimeSpan.FromSeconds(6));
        Assert.IsType<ProposalOutcome.Indeterminate>(await task);
    }

    [StandaloneFact(StandaloneFactAttribute.VirtualClock)]
    public async Task What_was_never_sent_is_expired()
    {
        var task = Propose("a");
        ExpectMsg<OpenSession>();
        Scheduler.Advance(TimeSpan.FromSeconds(6));
        Assert.IsType<ProposalOutcome.Expired>(await task);
    }

    [Fact]
    public async Task What_the_only_node_that_had_it_expired_is_expired()
    {
        var task = Propose("a");
        Open();
        ExpectMsg<ProposeBatch>();
        Answer([Outcome(1, OutcomeKind.OutcomeExpired)]);
        Assert.IsType<ProposalOutcome.Expired>(await task);
    }

    [Fact]
    public async Task A_refusal_is_told_with_its_reason()
    {
        var task = Propose("a");
        Open();
        ExpectMsg<ProposeBatch>();
        Answer([Outcome(1, OutcomeKind.OutcomeAborted, reason: "too large")]);
        Assert.Equal("too large", Assert.IsType<ProposalOutcome.Aborted>(await task).Reason);
    }

    [Fact]
    public async Task A_node_that_does_not_lead_is_asked_again_until_it_knows_who_does()
    {
        var task = Propose("a");
        Open();
        ExpectMsg<ProposeBatch>();
        Answer([Outcome(1, OutcomeKind.OutcomeNotLeader)]);
        Scheduler.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(1UL, ExpectMsg<ProposeBatch>().Items[0].Seq);
        Answer([Outcome(1, OutcomeKind.OutcomeCommitted, index: 9)]);
        Assert.Equal(9UL, Assert.IsType<ProposalOutcome.Committed>(await task).Index);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Within_a_node_that_does_not_forward_the_caller_is_told_who_leads(bool sessionOpen)
    {
        var leader = EcdsaP256Signer.Generate().Id;
        var task = Propose("a");
        var opening = ExpectMsg<OpenSession>();
        if (sessionOpen)
        {
            Answer(Opened(opening));
            ExpectMsg<ProposeBatch>();
        }

        var refused = sessionOpen ? Outcome(1, OutcomeKind.OutcomeNotLeader) : Outcome(opening.Nonce, OutcomeKind.OutcomeNotLeader, session: 0);
        _client.Tell(new ProposalAnswers { Term = 1, MaxPending = 64, Leader = leader.Value, LeaderEndpoint = "akka.ssl.tcp://f@h:1", Outcomes = { refused } });

        var error = await Assert.ThrowsAsync<NotLeaderException>(() => task);
        Assert.Equal((leader, "akka.ssl.tcp://f@h:1"), (error.Leader, error.Endpoint));
    }

    [Fact]
    public async Task The_end_of_the_client_answers_everything()
    {
        var sent = Propose("a");
        Open(maxPending: 1);
        ExpectMsg<ProposeBatch>();
        var unsent = Propose("b");
        Watch(_client);
        Sys.Stop(_client);
        ExpectTerminated(_client);
        Assert.IsType<ProposalOutcome.Indeterminate>(await sent);
        Assert.IsType<ProposalOutcome.Expired>(await unsent);
    }

    [Fact]
    public async Task Answers_to_nobody_s_question_change_nothing()
    {
        var task = Propose("a");
        Open();
        ExpectMsg<ProposeBatch>();
        Answer([Outcome(99, OutcomeKind.OutcomeCommitted, index: 1), Outcome(1, OutcomeKind.OutcomeCommitted, index: 5, session: 41)]);
        Answer([Outcome(1, OutcomeKind.OutcomeCommitted, index: 7)]);
        Assert.Equal(7UL, Assert.IsType<ProposalOutcome.Committed>(await task).Index);
    }

    private Task<ProposalOutcome> Propose(string payload)
    {
        var proposal = new ClientProposal(Encoding.UTF8.GetBytes(payload), new ProposeOptions());
        _client.Tell(proposal);
        return proposal.Outcome.WaitAsync(RemainingOrDefault);
    }

    private void Open(uint maxPending = 64) => Answer(Opened(ExpectMsg<OpenSession>()), maxPending);

    private void Answer(Outcome[] outcomes, uint maxPending = 64) =>
        _client.Tell(new ProposalAnswers { Term = 1, MaxPending = maxPending, Outcomes = { outcomes } });

    private static Outcome[] Opened(OpenSession request) => [new() { Seq = request.Nonce, Kind = OutcomeKind.OutcomeCommitted, Index = 42 }];

    private static Outcome Outcome(ulong seq, OutcomeKind kind, ulong index = 0, string reason = "", ulong session = 42) =>
        new() { Session = session, Seq = seq, Kind = kind, Index = index, Reason = reason };

    // Stands where a node's consensus room stands, and hands everything to the test.
    private sealed class Guardian : ReceiveActor
    {
        public Guardian(IActorRef test)
        {
            Context.ActorOf(Props.Create(() => new Room(test)), "consensus");
            test.Tell("ready");
        }
    }

    private sealed class Room : UntypedActor
    {
        private readonly IActorRef _test;

        public Room(IActorRef test) => _test = test;

        protected override void OnReceive(object message) => _test.Forward(message);
    }
}
