using Akka.Actor;
using Akka.Persistence;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Membership;
using AkkaFederation.Tests.Hosting;
using AkkaFederation.Wire;

namespace AkkaFederation.Tests.Membership;

/// <summary>What membership remembers over a restart of its actor, in one journal.</summary>
public sealed class MemoryTests : TestKit
{
    private readonly EcdsaP256Signer _signer = EcdsaP256Signer.Generate();
    private readonly FederationRuntime _runtime;
    private readonly Dictionary<string, IActorRef> _routes = [];
    private readonly TestProbe _saved;
    private int _lives;

    public MemoryTests()
    {
        _runtime = TestRuntime.Create("", _signer);
        _saved = CreateTestProbe();
        Sys.EventStream.Subscribe(_saved, typeof(PeersRemembered));
    }

    [Fact]
    public void A_restarted_node_without_seeds_asks_whom_it_knew_and_begins_above_its_former_life()
    {
        var (probe, peer) = Peer(3);
        var first = Start();
        Say(first, probe, peer, new Join(peer.Record, 1));
        var welcome = probe.FishForMessage<MembershipDatagram>(m => m.Message is Welcome);
        Assert.Equal(1, _saved.ExpectMsg<PeersRemembered>(TimeSpan.FromSeconds(20)).Count);
        Stop(first);
        Start();
        var join = (Join)probe.FishForMessage<MembershipDatagram>(m => m.Message is Join, TimeSpan.FromSeconds(20)).Message;
        Assert.True(join.Record.Incarnation > welcome.Message.Gossip[0].Record!.Incarnation);
    }

    [Fact]
    public void A_clock_set_back_sets_no_epoch_back()
    {
        var later = (ulong)DateTimeOffset.UtcNow.AddYears(1).ToUnixTimeMilliseconds();
        Write(new RememberedPeers { Did = _signer.Id.Value, Epoch = later, IncarnationLimit = 40 });
        var (probe, peer) = Peer(3);
        Say(Start(), probe, peer, new Join(peer.Record, 1));
        var own = probe.FishForMessage<MembershipDatagram>(m => m.Message is Welcome).Message.Gossip[0].Record!;
        Assert.Equal(41UL, own.Incarnation);
        probe.FishForMessage<MembershipDatagram>(m => m.Message is Ping);
        Assert.Equal(later + 1, Read().Epoch);
    }

    [Fact]
    public void Records_that_do_not_verify_are_refused_with_a_warning_and_the_others_are_used()
    {
        var (probe, peer) = Peer(3);
        var (_, forged) = Peer(4);
        var memory = new RememberedPeers { Did = _signer.Id.Value, Epoch = 1, IncarnationLimit = 1 };
        memory.Records.Add(StatementWire.ToWire(peer.Record));
        memory.Records.Add(StatementWire.ToWire(forged.Record with { Endpoint = "akka.ssl.tcp://federation@10.9.9.9:1" }));
        Write(memory);
        EventFilter.Warning(contains: "1 of the remembered peers were refused").ExpectOne(() => Start());
        probe.FishForMessage<MembershipDatagram>(m => m.Message is Join, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void A_memory_that_is_another_nodes_is_a_warning_and_a_fresh_start()
    {
        Write(new RememberedPeers { Did = EcdsaP256Signer.Generate().Id.Value, Epoch = 1, IncarnationLimit = 1 });
        IActorRef membership = ActorRefs.Nobody;
        EventFilter.Warning(contains: "cannot be read").ExpectOne(() => membership = Start());
        membership.Tell(GetMembership.Instance, TestActor);
        Assert.Empty(ExpectMsg<MembershipReport>(TimeSpan.FromSeconds(20)).Snapshot.Peers);
        Assert.Equal(_signer.Id.Value, Read().Did);
    }

    private IActorRef Start() => Sys.ActorOf(
        MembershipActor.Props(_runtime, endpoint => _routes.GetValueOrDefault(endpoint, ActorRefs.Nobody)), $"membership-{++_lives}");

    private void Stop(IActorRef membership)
    {
        Watch(membership);
        Sys.Stop(membership);
        ExpectTerminated(membership);
    }

    private (TestProbe Probe, TestPeer Peer) Peer(int port)
    {
        var peer = new TestPeer($"akka.ssl.tcp://federation@127.0.0.1:{port}");
        var probe = CreateTestProbe();
        _routes[peer.Endpoint] = probe;
        ((TestRuntime.FakeConnections)_runtime.Connections).Set(probe, peer.Id);
        return (probe, peer);
    }

    private static void Say(IActorRef membership, IActorRef probe, TestPeer peer, MembershipMessage message) =>
        membership.Tell(new MembershipDatagram(peer.Id, message), probe);

    private void Write(RememberedPeers memory)
    {
        var scribe = Journal();
        scribe.Tell(memory, TestActor);
        ExpectMsg<RememberedPeers>(TimeSpan.FromSeconds(20));
        Stop(scribe);
    }

    private RememberedPeers Read()
    {
        var scribe = Journal();
        scribe.Tell("read", TestActor);
        var memory = ExpectMsg<RememberedPeers>(TimeSpan.FromSeconds(20));
        Stop(scribe);
        return memory;
    }

    private IActorRef Journal()
    {
        var id = $"membership-{_runtime.ClusterId}-{_runtime.Self}";
        return Sys.ActorOf(Props.Create(() => new Scribe(id)));
    }

    // Another hand in the same journal.
    private sealed class Scribe(string id) : UntypedPersistentActor
    {
        private RememberedPeers? _last;

        public override string PersistenceId => id;

        protected override void OnRecover(object message) => _last = message as RememberedPeers ?? _last;

        protected override void OnCommand(object message)
        {
            var asker = Sender;
            if (message is RememberedPeers memory) Persist(memory, saved => asker.Tell(saved));
            else asker.Tell(_last);
        }
    }
}
