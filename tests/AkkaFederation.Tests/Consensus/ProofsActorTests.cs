using Akka.Actor;
using Akka.TestKit.Xunit2;
using AkkaFederation.Consensus;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Membership;
using AkkaFederation.Tests.Hosting;
using AkkaFederation.Wire;
using Google.Protobuf;
using SignedStatement = AkkaFederation.Consensus.SignedStatement;

namespace AkkaFederation.Tests.Consensus;

/// <summary>Evidence and proofs at one node, on a journal in memory: what is kept, told, published, refused.</summary>
public sealed class ProofsActorTests : TestKit
{
    private readonly TestRuntime.FakeConnections _connections;
    private readonly FederationRuntime _runtime = TestRuntime.Create("bootstrap-expect = 1, consensus.witness-interval = 100ms");
    private readonly EcdsaP256Signer _peer = EcdsaP256Signer.Generate();

    public ProofsActorTests()
    {
        _connections = (TestRuntime.FakeConnections)_runtime.Connections;
        _connections.Set(TestActor, _peer.Id);
    }

    [Fact]
    public void A20_reported_evidence_is_kept_published_told_to_membership_and_brought_back_by_a_restart()
    {
        var node = StartReady();
        var events = CreateTestProbe();
        Sys.EventStream.Subscribe(events, typeof(ConsensusEvent.EquivocationProven));
        Sys.EventStream.Subscribe(events, typeof(PeersAccused));
        var evidence = Evidence(GenesisOf(node));

        Assert.Equal((true, ""), Report(node, evidence));

        Assert.Equal(_runtime.Self, events.FishForMessage<ConsensusEvent.EquivocationProven>(_ => true).Evidence.Signer);
        Assert.Equal(_runtime.Self, Assert.Single(events.FishForMessage<PeersAccused>(_ => true).Peers));
        Assert.Equal(EvidenceJson.Write(evidence), EvidenceJson.Write(Assert.Single(Kept(node))));
        Assert.Equal((true, ""), Report(node, evidence));
        Assert.Single(Kept(node));

        Watch(node);
        Sys.Stop(node);
        ExpectTerminated(node);
        Sys.EventStream.Unsubscribe(events, typeof(ConsensusEvent.EquivocationProven));
        var again = StartReady();
        AwaitAssert(() => Assert.Single(Kept(again)), TimeSpan.FromSeconds(10));
        Assert.Equal(_runtime.Self, Assert.Single(events.FishForMessage<PeersAccused>(_ => true).Peers));
    }

    [Fact]
    public void What_is_no_evidence_is_refused_with_the_reason()
    {
        var node = StartReady();
        var good = Evidence(GenesisOf(node));
        var (kept, reason) = Report(node, good with { SecondSignature = good.FirstSignature });
        Assert.False(kept);
        Assert.Contains($"the second signature of {_runtime.Self} is wrong", reason);
        Assert.Contains("both statements say the same", Report(node, good with { SecondStatement = good.FirstStatement, SecondSignature = good.FirstSignature }).Reason);
        Assert.Contains("another genesis", Report(node, Evidence(Genesis.Create("another", [_runtime.Self]))).Reason);
        node.Tell(new EvidenceReport(), TestActor);
        Assert.Equal("no evidence was given", ExpectMsg<EvidenceTaken>().Reason);
        node.Tell(new EvidenceReport { Evidence = new EvidenceOf { Signer = "nobody" } }, TestActor);
        Assert.Contains("not a did:key", ExpectMsg<EvidenceTaken>().Reason);
        Assert.Empty(Kept(node));
    }

    [Fact]
    public void A16_a_vote_replayed_in_a_later_term_is_refused_and_counted() =>
        AssertVoteRefused(genesis => VoteStatement.Create(genesis.Hash, 3, _runtime.Self), term: 4);

    [Fact]
    public void A18_a_vote_signed_for_another_cluster_is_refused_and_counted() =>
        AssertVoteRefused(_ => VoteStatement.Create(Genesis.Create("another", [_runtime.Self]).Hash, 4, _runtime.Self), term: 4);

    [Fact]
    public void A_vote_for_somebody_else_is_refused_and_counted() =>
        AssertVoteRefused(genesis => VoteStatement.Create(genesis.Hash, 4, _peer.Id), term: 4);

    [Fact]
    public void A7_proofs_in_another_s_name_or_about_another_log_are_refused_and_counted()
    {
        var node = StartReady();
        var genesis = GenesisOf(node);
        var other = EcdsaP256Signer.Generate().Id;
        node.Tell(new ProofEnvelope(genesis.Hash, new EvidenceTold(other, _runtime.Self, [Evidence(genesis)])), TestActor);
        node.Tell(new ProofEnvelope(new byte[32], new EvidenceTold(_peer.Id, _runtime.Self, [Evidence(genesis)])), TestActor);
        node.Tell(new ProofEnvelope(genesis.Hash, new EvidenceTold(_peer.Id, other, [Evidence(genesis)])), TestActor);
        AwaitAssert(() => Assert.Equal(3, Counter(node, "consensus.refused.proofs")), TimeSpan.FromSeconds(10));
        Assert.Empty(Kept(node));
    }

    [Fact]
    public void Links_evidence_seal_and_tree_are_answered()
    {
        var node = StartReady();
        node.Tell(new LinksRequest(), TestActor);
        var links = ExpectMsg<LinksReply>();
        Assert.Equal((0UL, 0), (links.Epoch, links.Links.Count));
        AwaitAssert(() =>
        {
            node.Tell(new SealRequest(), TestActor);
            Assert.NotNull(ExpectMsg<SealReply>().Seal);
        }, TimeSpan.FromSeconds(10));
        node.Tell(new TreeRequest { First = 0, Second = 1 }, TestActor);
        Assert.True(ExpectMsg<TreeReply>().Known);
        node.Tell(new TreeRequest { First = 1, Second = 1000 }, TestActor);
        Assert.False(ExpectMsg<TreeReply>().Known);
        node.Tell(new TreeRequest { First = 1, Second = 0 }, TestActor);
        Assert.False(ExpectMsg<TreeReply>().Known);
    }

    [Fact]
    public void Frames_about_proofs_survive_the_wire_and_bent_ones_are_refused_as_malformed()
    {
        var genesis = Genesis.Create("wire", [_runtime.Self]);
        var statement = new SignedStatement(_peer.Id, VoteStatement.Create(genesis.Hash, 1, _peer.Id), new byte[64]);
        ProofMessage[] messages =
        [
            new StatementsSeen(_peer.Id, _runtime.Self, [statement]), new LinksAsked(_peer.Id, _runtime.Self, 7),
            new EvidenceTold(_peer.Id, _runtime.Self, [Evidence(genesis)]), new LinksTold(_peer.Id, _runtime.Self, []),
        ];
        var random = new Random(5);
        foreach (var message in messages)
        {
            var bytes = ProofsCodec.Encode(new ProofEnvelope(genesis.Hash, message)).ToByteArray();
            Assert.Equal(bytes, ProofsCodec.Encode(ProofsCodec.Decode(ProofFrame.Parser.ParseFrom(bytes))).ToByteArray());
            for (var i = 0; i < 2000; i++)
            {
                var bent = bytes[..random.Next(bytes.Length + 1)];
                for (var n = random.Next(4); n > 0 && bent.Length > 0; n--) bent[random.Next(bent.Length)] = (byte)random.Next(256);
                var failure = Record.Exception(() => ProofsCodec.Decode(ProofFrame.Parser.ParseFrom(bent)));
                Assert.True(failure is null or FormatException or WireFormatException or InvalidProtocolBufferException, failure?.ToString());
            }
        }

        var many = new ProofFrame { From = _peer.Id.Value, To = _runtime.Self.Value, Genesis = ByteString.CopyFrom(genesis.Hash), Statements = new StatementList() };
        for (var i = 0; i <= StatementsSeen.Most; i++) many.Statements.Statements.Add(new StatementSigned());
        Assert.Contains("65 items where 64 may stand", Assert.Throws<WireFormatException>(() => ProofsCodec.Decode(many)).Message);
    }

    private void AssertVoteRefused(Func<Genesis, byte[]> statement, ulong term)
    {
        var node = StartReady();
        var genesis = GenesisOf(node);
        var vote = new VoteResponse(_peer.Id, _runtime.Self, term, true) { Signature = _peer.Sign(statement(genesis)) };
        node.Tell(new PeerEnvelope(genesis.Hash, vote), TestActor);
        Assert.Equal(1, Counter(node, "consensus.refused.votes"));
        Assert.Equal("LEADER", Status(node).Role);
    }

    private EquivocationEvidence Evidence(Genesis genesis)
    {
        SignedStatement Vote(Did candidate)
        {
            var statement = VoteStatement.Create(genesis.Hash, 9, candidate);
            return new SignedStatement(_runtime.Self, statement, _runtime.Signer.Sign(statement));
        }

        return EquivocationEvidence.Of(Vote(_runtime.Self), Vote(_peer.Id));
    }

    private (bool Kept, string Reason) Report(IActorRef node, EquivocationEvidence evidence)
    {
        node.Tell(new EvidenceReport { Evidence = ProofsCodec.Encode(evidence) }, TestActor);
        var taken = ExpectMsg<EvidenceTaken>();
        return (taken.Kept, taken.Reason);
    }

    private List<EquivocationEvidence> Kept(IActorRef node)
    {
        node.Tell(new EvidenceRequest(), TestActor);
        return [.. ExpectMsg<EvidenceReply>().Evidence.Select(ProofsCodec.Decode)];
    }

    private Genesis GenesisOf(IActorRef node)
    {
        node.Tell(new GenesisRequest(), TestActor);
        return SealCodec.Decode(ExpectMsg<GenesisReply>().Genesis).Genesis;
    }

    private StatusReply Status(IActorRef node)
    {
        node.Tell(new StatusRequest(), TestActor);
        return ExpectMsg<StatusReply>();
    }

    private long Counter(IActorRef node, string name) => Status(node).Counters.Single(c => c.Name == name).Value;

    private IActorRef StartReady()
    {
        Sys.ActorOf(Props.Create(() => new Parent(ConsensusActor.Props(_runtime), TestActor)));
        var node = ExpectMsg<IActorRef>();
        ExpectMsg<RoomMessage.Ready>();
        return node;
    }

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
