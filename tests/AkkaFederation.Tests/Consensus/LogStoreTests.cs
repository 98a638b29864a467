using Akka.Actor;
using Akka.TestKit.Xunit2;
using AkkaFederation.Consensus;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Tests.Hosting;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Tests.Consensus;

/// <summary>
/// A voter alone whose memory holds very little of its log: what it reads back from the journal and from stored tiles, through
/// restarts and compaction, is what it would have had in memory.
/// </summary>
public sealed class LogStoreTests : TestKit
{
    private const int Tile = 4096;
    private const string Config = """
        akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        """;

    private readonly FederationRuntime _one = TestRuntime.Create(
        "bootstrap-expect = 1, consensus { snapshot-every = 0, log-memory-entries = 64, log-memory-bytes = 64KiB, max-pending-per-client = 1024, session-window = 4096 }");

    private readonly Did _client = EcdsaP256Signer.Generate().Id;

    public LogStoreTests()
        : base(Config)
    {
        ((TestRuntime.FakeConnections)_one.Connections).Set(TestActor, _client);
    }

    [Fact]
    public void The_log_is_read_from_its_beginning_though_memory_holds_its_end()
    {
        var node = StartReady();
        var session = OpenSession(node);
        ProposeMany(node, session, 1, 700);

        var log = ReadAll(node, 1);

        Assert.True(Counter(node, "consensus.log.entries-in-memory") <= 128, "the window");
        Assert.Equal(Status(node).CommitIndex, (ulong)log.Count);
        Assert.Equal(Enumerable.Range(1, log.Count).Select(i => (ulong)i), log.Select(e => e.Index));
        Assert.Equal(Enumerable.Range(1, 700).Select(i => (ulong)i), log.Where(e => e.Kind == EntryKind.Proposal).Select(e => e.Seq));
        Assert.All(log.Where(e => e.Kind == EntryKind.Proposal), e => Assert.Equal(PayloadOf(e.Seq), e.Payload.ToArray()));
    }

    [Fact]
    public void A_retry_long_after_gets_its_index_and_a_certificate_that_the_log_s_root_proves()
    {
        var node = StartReady();
        var session = OpenSession(node);
        ProposeMany(node, session, 1, 500);

        node.Tell(new ProposeBatch { Session = session, Items = { Item(3, certificate: true) } }, TestActor);
        var outcome = Assert.Single(ExpectMsg<ProposalAnswers>().Outcomes);

        var log = ReadAll(node, 1);
        Assert.Equal(log.Single(e => e.Kind == EntryKind.Proposal && e.Seq == 3).Index, outcome.Index);
        Assert.Equal(Leaf.Of(log[(int)outcome.Index - 1]), outcome.Leaf.ToByteArray());
        Assert.NotEqual(0U, outcome.Seal);
    }

    [Fact]
    public void Old_parts_of_the_tree_are_stored_and_read_back_and_survive_a_restart()
    {
        var node = StartReady();
        var session = OpenSession(node);
        ProposeMany(node, session, 1, 7 * Tile);
        AwaitAssert(() => Assert.Equal(7, Counter(node, "consensus.log.tiles-stored")), TimeSpan.FromSeconds(20));
        var whole = WholeTree(ReadAll(node, 1));

        AssertRoots(node, whole);
        Stop(node);
        var again = StartReady();

        AssertRoots(again, whole);
        Assert.Equal(7, Counter(again, "consensus.log.tiles-stored"));
        Assert.Equal(whole.Size, (ulong)ReadAll(again, 1).Count - 1);
        again.Tell(new ProposeBatch { Session = session, Items = { Item(7 * Tile, certificate: false) } }, TestActor);
        Assert.Equal(whole.Size, Assert.Single(ExpectMsg<ProposalAnswers>().Outcomes).Index);
    }

    [Fact]
    public void Compaction_takes_payloads_and_leaves_roots_and_a_restart_goes_on_behind_it()
    {
        var node = StartReady();
        var session = OpenSession(node);
        ProposeMany(node, session, 1, 2 * Tile);
        var whole = WholeTree(ReadAll(node, 1));

        node.Tell(new ConsensusActor.Compact(Tile + 100));
        AwaitAssert(() => Assert.Equal(1, Counter(node, "consensus.compactions")), TimeSpan.FromSeconds(20));
        var first = (ulong)Counter(node, "consensus.log.first-index");

        Assert.InRange(first, 2UL, Tile + 101UL);
        node.Tell(new LogRequest { From = first - 1 }, TestActor);
        var refused = ExpectMsg<LogChunk>();
        Assert.Equal((first, 0), (refused.FirstAvailable, refused.Entries.Entries_.Count));
        AssertRoots(node, whole);
        Stop(node);
        var again = StartReady();

        Assert.Equal(first, (ulong)Counter(again, "consensus.log.first-index"));
        AssertRoots(again, whole);
        Assert.Equal(first, ReadAll(again, first)[0].Index);
    }

    // At sizes in the first tile, at its border, in the middle, and at the end.
    private void AssertRoots(IActorRef node, HistoryTree whole)
    {
        foreach (var size in new ulong[] { 1, 77, Tile - 1, Tile, Tile + 1, (2 * Tile) - 3, whole.Size / 2, whole.Size - 1, whole.Size })
        {
            node.Tell(new RootRequest { Size = size }, TestActor);
            Assert.Equal(whole.Root(size), ExpectMsg<RootReply>(TimeSpan.FromSeconds(10)).Root.ToByteArray());
        }
    }

    private static HistoryTree WholeTree(IReadOnlyList<LogEntry> log)
    {
        var tree = new HistoryTree();
        foreach (var entry in log) tree.Append(Leaf.Of(entry));
        return tree;
    }

    private List<LogEntry> ReadAll(IActorRef node, ulong from)
    {
        var log = new List<LogEntry>();
        while (true)
        {
            node.Tell(new LogRequest { From = from }, TestActor);
            var chunk = ExpectMsg<LogChunk>(TimeSpan.FromSeconds(10));
            log.AddRange(EntryCodec.Decode(chunk.Entries, chunk.FirstIndex));
            from += (ulong)chunk.Entries.Entries_.Count;
            if (from > chunk.CommitIndex) return log;
            Assert.NotEmpty(chunk.Entries.Entries_);
        }
    }

    private void ProposeMany(IActorRef node, ulong session, ulong first, int count)
    {
        for (var sent = 0; sent < count; sent += 1024)
        {
            var batch = new ProposeBatch { Session = session };
            for (var i = sent; i < Math.Min(count, sent + 1024); i++) batch.Items.Add(Item(first + (ulong)i, certificate: false));
            node.Tell(batch, TestActor);
            for (var answered = 0; answered < batch.Items.Count;)
            {
                var outcomes = ExpectMsg<ProposalAnswers>(TimeSpan.FromSeconds(10)).Outcomes;
                Assert.All(outcomes, o => Assert.Equal(OutcomeKind.OutcomeCommitted, o.Kind));
                answered += outcomes.Count;
            }
        }
    }

    private static byte[] PayloadOf(ulong seq) => BitConverter.GetBytes(seq);

    private static ProposeItem Item(ulong seq, bool certificate) => new()
    {
        Seq = seq, Term = 1, Payload = ByteString.CopyFrom(PayloadOf(seq)), TtlMs = 30_000, WithCertificate = certificate,
    };

    private IActorRef StartReady()
    {
        Sys.ActorOf(Props.Create(() => new Parent(ConsensusActor.Props(_one), TestActor)));
        var node = ExpectMsg<IActorRef>();
        ExpectMsg<RoomMessage.Ready>(TimeSpan.FromSeconds(20));
        return node;
    }

    private void Stop(IActorRef node)
    {
        Watch(node);
        Sys.Stop(node);
        ExpectTerminated(node);
    }

    private ulong OpenSession(IActorRef node)
    {
        node.Tell(new OpenSession { Nonce = 7, TtlMs = 5000 }, TestActor);
        return Assert.Single(ExpectMsg<ProposalAnswers>().Outcomes).Index;
    }

    private StatusReply Status(IActorRef node)
    {
        node.Tell(new StatusRequest(), TestActor);
        return ExpectMsg<StatusReply>();
    }

    private long Counter(IActorRef node, string name) => Status(node).Counters.Single(c => c.Name == name).Value;

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
