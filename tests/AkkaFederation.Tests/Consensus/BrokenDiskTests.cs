using System.Collections.Immutable;
using System.Text;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Akka.TestKit.Xunit2;
using AkkaFederation.Consensus;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Tests.Hosting;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Tests.Consensus;

/// <summary>E17: what cannot be written is never acknowledged, and the node says so and takes part no more.</summary>
public sealed class BrokenDiskTests : TestKit
{
    public BrokenDiskTests()
        : base($"akka.persistence.journal {{ plugin = \"broken\" }}\nbroken {{ class = \"{typeof(FullDisk).AssemblyQualifiedName}\", plugin-dispatcher = \"akka.actor.default-dispatcher\" }}")
    {
    }

    [Fact]
    public void A_write_that_fails_ends_participation_and_acknowledges_nothing()
    {
        var runtime = TestRuntime.Create("bootstrap-expect = 1");
        ((TestRuntime.FakeConnections)runtime.Connections).Set(TestActor, EcdsaP256Signer.Generate().Id);
        Sys.ActorOf(Props.Create(() => new Parent(runtime, TestActor)));
        var node = ExpectMsg<IActorRef>();
        ExpectMsg<RoomMessage.Ready>();
        node.Tell(new OpenSession { Nonce = 1, TtlMs = 5000 }, TestActor);
        var session = ExpectMsg<ProposalAnswers>().Outcomes[0].Index;
        // The news comes by way of the parent, the end directly: each has a place of its own.
        var watcher = CreateTestProbe();
        watcher.Watch(node);

        node.Tell(
            new ProposeBatch
            {
                Session = session,
                Items = { new ProposeItem { Seq = 1, TtlMs = 5000, Payload = ByteString.CopyFromUtf8(FullDisk.Trigger), WithCertificate = true } },
            },
            TestActor);

        var ended = ExpectMsg<RoomMessage.Ended>();
        Assert.Equal("Consensus cannot go on: the log cannot be written: no space left on device.", ended.Error.Message);
        watcher.ExpectTerminated(node);
    }

    /// <summary>Takes everything but entries with a certain payload.</summary>
    public sealed class FullDisk : MemoryJournal
    {
        public const string Trigger = "the last straw";

        protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
        {
            var writes = messages.ToList();
            var full = writes.SelectMany(w => (IImmutableList<IPersistentRepresentation>)w.Payload)
                .Any(p => p.Payload is PersistBatch batch && batch.Entries.Any(e => Encoding.UTF8.GetString(e.Payload.Span) == Trigger));
            return full ? Task.FromException<IImmutableList<Exception>>(new IOException("no space left on device")) : base.WriteMessagesAsync(writes);
        }
    }

    private sealed class Parent : UntypedActor
    {
        private readonly IActorRef _test;

        public Parent(FederationRuntime runtime, IActorRef test)
        {
            _test = test;
            test.Tell(Context.ActorOf(ConsensusActor.Props(runtime), "consensus"));
        }

        protected override void OnReceive(object message) => _test.Forward(message);
    }
}
