using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using AkkaFederation.Consensus;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Tests.Hosting;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Tests.Consensus;

/// <summary>The consensus actor alone, on a journal in memory: what it refuses, and what it answers before and after founding.</summary>
public sealed class ConsensusActorTests : TestKit
{
    private readonly TestRuntime.FakeConnections _connections;
    private readonly FederationRuntime _one;
    private readonly Did _client = EcdsaP256Signer.Generate().Id;

    public ConsensusActorTests()
    {
        _one = TestRuntime.Create("bootstrap-expect = 1");
        _connections = (TestRuntime.FakeConnections)_one.Connections;
        _connections.Set(TestActor, _client);
    }

    [Fact]
    public void A_federation_of_one_opens_a_session_and_commits_with_a_certificate()
    {
        var node = StartReady(_one);
        var session = OpenSession(node);
        node.Tell(Propose(session, 1, "hello"u8), TestActor);

        var answers = ExpectMsg<ProposalAnswers>();

        var outcome = Assert.Single(answers.Outcomes);
        Assert.Equal((OutcomeKind.OutcomeCommitted, 1UL, 1U), (outcome.Kind, outcome.Seq, outcome.Seal));
        Assert.Equal(_one.Self.Value, answers.Leader);
        Assert.Equal(_one.Endpoint, answers.LeaderEndpoint);
        Assert.Equal(133, outcome.Leaf.Length);
        Assert.Equal(_one.Self.Value, Assert.Single(Assert.Single(answers.Seals).Signatures).Signer);
    }

    [Fact]
    public void Proposals_that_come_together_are_answered_together_under_one_seal()
    {
        var node = StartReady(_one);
        var session = OpenSession(node);
        var batch = Propose(session, 1, "x"u8);
        for (ulong seq = 2; seq <= 40; seq++) batch.Items.Add(Item(seq, "x"u8));
        node.Tell(batch, TestActor);

        var answers = ExpectMsg<ProposalAnswers>();

        Assert.Equal(40, answers.Outcomes.Count);
        Assert.Single(answers.Seals);
        Assert.Equal(40, answers.Outcomes.Select(o => o.Index).Distinct().Count());
    }

    [Fact]
    public void The_same_proposal_again_gets_the_same_index()
    {
        var node = StartReady(_one);
        var session = OpenSession(node);
        node.Tell(Propose(session, 1, "x"u8), TestActor);
        var first = ExpectMsg<ProposalAnswers>().Outcomes[0].Index;

        node.Tell(Propose(session, 1, "x"u8), TestActor);

        Assert.Equal(first, ExpectMsg<ProposalAnswers>().Outcomes[0].Index);
        node.Tell(new LogRequest { From = 1 }, TestActor);
        Assert.Equal(first, ExpectMsg<LogChunk>().CommitIndex);
    }

    [Fact]
    public void The_origin_is_the_connection_s_identity_and_one_session_is_not_another_s()
    {
        var node = StartReady(_one);
        var session = OpenSession(node);
        var other = CreateTestProbe();
        _connections.Set(other, EcdsaP256Signer.Generate().Id);

        node.Tell(Propose(session, 1, "x"u8), other);

        var outcome = other.ExpectMsg<ProposalAnswers>().Outcomes[0];
        Assert.Equal((OutcomeKind.OutcomeAborted, $"session {session} belongs to another origin"), (outcome.Kind, outcome.Reason));
    }

    [Fact]
    public void A_payload_over_the_limit_is_refused_with_the_limit()
    {
        var runtime = TestRuntime.Create("bootstrap-expect = 1, consensus.max-payload = 16B");
        ((TestRuntime.FakeConnections)runtime.Connections).Set(TestActor, _client);
        var node = StartReady(runtime);
        node.Tell(Propose(OpenSession(node), 1, new byte[17]), TestActor);

        Assert.Equal("the payload has 17 bytes and the limit is 16", ExpectMsg<ProposalAnswers>().Outcomes[0].Reason);
    }

    [Fact]
    public void A7_a_message_in_another_voter_s_name_is_refused_and_counted()
    {
        var node = StartReady(_one);
        var claimed = EcdsaP256Signer.Generate().Id;
        node.Tell(new PeerEnvelope(new byte[32], new HeartbeatRequest(claimed, _one.Self, 99, 0, 0)), TestActor);
        node.Tell(new PeerEnvelope(new byte[32], new HeartbeatRequest(_client, claimed, 99, 0, 0)), TestActor);

        Assert.Equal(2, Counter(node, "consensus.refused.identity"));
        Assert.Equal(1UL, Status(node).Term);
    }

    [Fact]
    public void A18_a_message_about_another_log_is_refused_and_counted()
    {
        var node = StartReady(_one);
        node.Tell(new PeerEnvelope(new byte[32], new HeartbeatRequest(_client, _one.Self, 99, 0, 0)), TestActor);

        Assert.Equal(1, Counter(node, "consensus.refused.genesis"));
        Assert.Equal(1UL, Status(node).Term);
    }

    [Fact]
    public void A32_another_founding_of_the_cluster_is_refused_counted_and_named_once()
    {
        var node = StartReady(_one);
        var other = EcdsaP256Signer.Generate();
        _connections.Set(TestActor, other.Id);
        var genesis = Genesis.Create(_one.ClusterId, [other.Id]);
        var proof = new GenesisProof(other.Id, _one.Self, new SignedGenesis(genesis, [new SignedBy(other.Id, other.Sign(genesis.Document))]));

        EventFilter.Error(contains: $"{genesis}, told by {other.Id}, is another founding").ExpectOne(() =>
        {
            for (var i = 0; i < 3; i++) node.Tell(new PeerEnvelope(default, proof), TestActor);
            Assert.Equal(3, Counter(node, "consensus.refused.genesis"));
        });

        Assert.Equal("LEADER", Status(node).Role);
    }

    [Fact]
    public void Before_founding_it_says_so_and_knows_no_genesis()
    {
        var node = Start(TestRuntime.Create("bootstrap-expect = 3"));
        node.Tell(new GenesisRequest(), TestActor);
        Assert.Null(ExpectMsg<GenesisReply>().Genesis);
        Assert.Equal("FOUNDING", Status(node).Role);
        node.Tell(new RootRequest { Size = 0 }, TestActor);
        Assert.True(ExpectMsg<RootReply>().Root.IsEmpty);
    }

    [Fact]
    public void A_restart_brings_back_term_log_and_genesis()
    {
        var node = StartReady(_one);
        var session = OpenSession(node);
        node.Tell(Propose(session, 1, "x"u8), TestActor);
        var index = ExpectMsg<ProposalAnswers>().Outcomes[0].Index;
        node.Tell(new GenesisRequest(), TestActor);
        var genesis = ExpectMsg<GenesisReply>().Genesis.Document;
        var before = Status(node);
        Watch(node);
        Sys.Stop(node);
        ExpectTerminated(node);

        var again = StartReady(_one);

        again.Tell(new GenesisRequest(), TestActor);
        Assert.Equal(genesis, ExpectMsg<GenesisReply>().Genesis.Document);
        Assert.Equal(before.Term + 1, Status(again).Term);
        again.Tell(Propose(session, 1, "x"u8), TestActor);
        Assert.Equal(index, ExpectMsg<ProposalAnswers>().Outcomes[0].Index);
    }

    private IActorRef StartReady(FederationRuntime runtime)
    {
        var node = Start(runtime);
        ExpectMsg<RoomMessage.Ready>();
        return node;
    }

    // The room tells its parent when it is ready; a forwarding parent tells the test.
    private IActorRef Start(FederationRuntime runtime)
    {
        Sys.ActorOf(Props.Create(() => new Parent(ConsensusActor.Props(runtime), TestActor)));
        return ExpectMsg<IActorRef>();
    }

    private ulong OpenSession(IActorRef node)
    {
        node.Tell(new OpenSession { Nonce = 7, TtlMs = 5000 }, TestActor);
        var outcome = Assert.Single(ExpectMsg<ProposalAnswers>().Outcomes);
        Assert.Equal((0UL, 7UL, OutcomeKind.OutcomeCommitted), (outcome.Session, outcome.Seq, outcome.Kind));
        return outcome.Index;
    }

    private StatusReply Status(IActorRef node)
    {
        node.Tell(new StatusRequest(), TestActor);
        return ExpectMsg<StatusReply>();
    }

    private long Counter(IActorRef node, string name) => Status(node).Counters.Single(c => c.Name == name).Value;

    private static ProposeBatch Propose(ulong session, ulong seq, ReadOnlySpan<byte> payload) =>
        new() { Session = session, Items = { Item(seq, payload) } };

    private static ProposeItem Item(ulong seq, ReadOnlySpan<byte> payload) =>
        new() { Seq = seq, Term = 1, Payload = ByteString.CopyFrom(payload), TtlMs = 5000, WithCertificate = true };

    private sealed class Parent : UntypedActor
    {
        private readonly IActorRef _test;

        public Parent(Props child, IActorRef test)
        {
            _test = test;
            test.Tell(Context.ActorOf(child, "consensus"));
        }

        protected override void OnReceive(object message) => _test.Forward(message);
    }
}
