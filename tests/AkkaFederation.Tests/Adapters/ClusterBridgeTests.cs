#if ENGINE_AKKANET
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Akka.Actor;
using Akka.Cluster.Tools.Client;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.TestKit;
using AkkaFederation.Bridge;
using AkkaFederation.Client;
using AkkaFederation.Consensus;
using AkkaFederation.Gateway;
using AkkaFederation.Identity;
using AkkaFederation.Membership;
using AkkaFederation.Wire;

namespace AkkaFederation.Tests.Adapters;

/// <summary>The bridge between systems that form a real Akka.NET cluster over TLS on loopback.</summary>
public sealed class ClusterBridgeTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);
    private readonly List<ClusterNode> _nodes = [];
    private readonly List<ActorSystem> _outsiders = [];
    private readonly int _seedPort = FreePort();

    [Fact]
    public async Task Members_of_the_cluster_are_contact_hints_while_they_are_up()
    {
        var (first, second) = (Join(_seedPort), Join(FreePort()));

        Assert.Equal([second.Runtime.Endpoint], Hints(first).Addresses.ToArray());
        Assert.Equal([first.Runtime.Endpoint], Hints(second).Addresses.ToArray());
        await second.System.Terminate().WaitAsync(Patience);
        Assert.Empty(Hints(first).Addresses);
    }

    [Fact]
    public void Members_without_the_role_are_no_hints()
    {
        var (first, second) = (Join(_seedPort, "role = federation"), Join(FreePort()));

        Hints(second);

        Assert.DoesNotContain(first.Membership.ReceiveWhile(Moment, m => m), m => m is ContactHints { Source: "cluster" });
    }

    [Fact]
    public void Changes_of_status_reach_subscribers_anywhere_in_the_cluster()
    {
        var (first, second) = (Join(_seedPort), Join(FreePort()));
        var heard = Subscribe(second, ClusterTopics.Membership);
        var change = new PeerStatusChanged(EcdsaP256Signer.Generate().Id, "akka.ssl.tcp://federation@h:1", PeerStatus.Healthy, PeerStatus.Unreachable, StatusCause.ProbesFailed, 7, "3 probes failed");

        // The second node's mediator tells the first one of its subscribers in its own time.
        heard.AwaitAssert(
            () =>
            {
                first.System.EventStream.Publish(change);
                Assert.Equal(new ClusterPeerChanged(first.Runtime.Self, change), heard.ExpectMsg<ClusterPeerChanged>(Moment));
            },
            Patience);
    }

    [Fact]
    public void Commits_are_published_by_the_leader_alone_in_order_and_each()
    {
        var (first, second) = (Join(_seedPort), Join(FreePort()));
        var heard = Subscribe(second, ClusterTopics.Commits);
        var log = new GrowingLog(first.Runtime.Self);
        first.Consensus.SetAutoPilot(new DelegateAutoPilot((sender, message) => log.Answer(sender, message, leads: true)));
        second.Consensus.SetAutoPilot(new DelegateAutoPilot((sender, message) => log.Answer(sender, message, leads: false)));

        var commits = Enumerable.Range(0, 50).Select(_ => heard.ExpectMsg<ClusterCommit>(Patience)).ToArray();

        Assert.All(commits, c => Assert.Equal(first.Runtime.Self, c.Publisher));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => commits[0].Record.Index + (ulong)i), commits.Select(c => c.Record.Index));
        Assert.All(commits, c => Assert.Equal($"entry {c.Record.Index}", Encoding.UTF8.GetString(c.Record.Payload.Span)));
    }

    [Fact]
    public void Another_leader_goes_on_where_the_first_one_stopped()
    {
        var (first, second) = (Join(_seedPort), Join(FreePort()));
        var (heard, own) = (Subscribe(second, ClusterTopics.Commits), Subscribe(first, ClusterTopics.Commits));
        var log = new GrowingLog(first.Runtime.Self);
        first.Consensus.SetAutoPilot(new DelegateAutoPilot((sender, message) => log.Answer(sender, message, leads: true)));
        second.Consensus.SetAutoPilot(new DelegateAutoPilot((sender, message) => log.Answer(sender, message, leads: false)));
        var start = heard.ExpectMsg<ClusterCommit>(Patience).Record.Index;

        first.System.EventStream.Publish(new ConsensusEvent.RoleChanged(RaftRole.Follower, GrowingLog.Term + 1, second.Runtime.Self));
        second.System.EventStream.Publish(new ConsensusEvent.RoleChanged(RaftRole.Leader, GrowingLog.Term + 1, second.Runtime.Self));

        var indices = new SortedSet<ulong> { start };
        var publisher = first.Runtime.Self;
        while (publisher != second.Runtime.Self || indices.Count < 30)
        {
            var commit = heard.ExpectMsg<ClusterCommit>(Patience);
            publisher = commit.Publisher;
            indices.Add(commit.Record.Index);
        }

        Assert.Equal(indices.Max - indices.Min + 1, (ulong)indices.Count);
        own.FishForMessage(m => m is ClusterCommit commit && commit.Publisher == second.Runtime.Self, Patience);
    }

    [Fact]
    public void A_cluster_client_asks_the_gateway_for_the_peers_and_may_not_speak_in_the_nodes_name()
    {
        var node = Join(_seedPort);
        var (client, answers) = ClientOf(node);

        Assert.Equal(node.Runtime.Self, Ask<ClusterPeers>(client, answers, new ListClusterPeers()).Node);
        var refused = Ask<ClusterAnswer>(client, answers, new SendClusterMessage(node.Runtime.Self, new byte[] { 1 }));

        Assert.Equal(GatewayError.NotAllowed, refused.Error);
        Assert.Contains("federation.cluster-bridge.client-access", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_operator_allows_it_a_cluster_client_sends_messages_and_hears_what_became_of_them()
    {
        var node = Join(_seedPort, "client-access = messages");
        var stranger = EcdsaP256Signer.Generate().Id;
        var (client, answers) = ClientOf(node);

        var answer = Ask<ClusterAnswer>(client, answers, new SendClusterMessage(stranger, new byte[] { 1 }));

        Assert.Equal(GatewayError.UnknownPeer, answer.Error);
        Assert.Contains(stranger.Value, answer.Detail, StringComparison.Ordinal);
        Assert.Equal(GatewayError.TooLarge, Ask<ClusterAnswer>(client, answers, new SendClusterMessage(stranger, new byte[node.Runtime.Settings.Gateway.MaxPayload + 1])).Error);
        Assert.Equal(GatewayError.Timeout, Ask<ClusterAnswer>(client, answers, new SendClusterMessage(stranger, default, TimeSpan.FromHours(2))).Error);
    }

    [Fact]
    public void A_message_that_lost_its_content_on_the_way_is_answered_with_where_to_read_why()
    {
        var node = Join(_seedPort, "client-access = messages");
        var asker = node.Probe();

        // What Akka.NET's JSON leaves of a message whose client knows no other serializer. The actor may not be there yet.
        asker.AwaitAssert(
            () =>
            {
                node.System.ActorSelection(ClusterTopics.GatewayPath).Tell(new SendClusterMessage(default, default), asker.Ref);
                Assert.Contains("docs/engines.md", asker.ExpectMsg<ClusterAnswer>(Moment).Detail, StringComparison.Ordinal);
            },
            Patience);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var outsider in _outsiders) await outsider.Terminate();
        foreach (var node in _nodes) await node.DisposeAsync();
    }

    private static ContactHints Hints(ClusterNode node) =>
        (ContactHints)node.Membership.FishForMessage(m => m is ContactHints { Source: "cluster" }, Patience);

    private static TestProbe Subscribe(ClusterNode node, string topic)
    {
        var probe = node.Probe();
        DistributedPubSub.Get(node.System).Mediator.Tell(new Subscribe(topic, probe.Ref), probe.Ref);
        probe.ExpectMsg<SubscribeAck>(Patience);
        return probe;
    }

    private (IActorRef Client, TestProbe Answers) ClientOf(ClusterNode node)
    {
        var outsider = ClusterNode.Outsider();
        _outsiders.Add(outsider);
        var contact = ActorPath.Parse(node.Runtime.Endpoint + "/system/receptionist");
        var settings = ClusterClientSettings.Create(outsider).WithInitialContacts(ImmutableHashSet.Create(contact));
        return (outsider.ActorOf(ClusterClient.Props(settings)), new Akka.TestKit.Xunit2.TestKit(outsider).CreateTestProbe());
    }

    // Until the receptionist is there, a client keeps what it is given, and a bounded number of them.
    private static T Ask<T>(IActorRef client, TestProbe answers, object question)
    {
        client.Tell(new ClusterClient.Send(ClusterTopics.GatewayPath, question), answers.Ref);
        return answers.ExpectMsg<T>(Patience);
    }

    private ClusterNode Join(int port, string bridge = "")
    {
        var node = ClusterNode.Member(port, _seedPort, bridge);
        _nodes.Add(node);
        return node;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A log that has one more entry each time a leader asks for what is new.</summary>
    private sealed class GrowingLog(Did leader)
    {
        public const ulong Term = 3;
        private readonly Lock _gate = new();
        private ulong _commit = 100;

        public AutoPilot Answer(IActorRef sender, object message, bool leads)
        {
            if (message is StatusRequest) sender.Tell(new StatusReply { Did = leader.Value, Role = leads ? "LEADER" : "FOLLOWER", Term = Term });
            if (message is LogRequest request) sender.Tell(Chunk(request.From));
            return AutoPilot.KeepRunning;
        }

        private LogChunk Chunk(ulong from)
        {
            ulong commit;
            lock (_gate) commit = ++_commit;
            var entries = from > commit ? [] : Enumerable.Range(0, (int)(commit - from + 1)).Select(i => Entry(from + (ulong)i)).ToArray();
            return new LogChunk { FirstIndex = Math.Max(from, 1), Entries = EntryCodec.Encode(entries), CommitIndex = commit };
        }

        private static LogEntry Entry(ulong index) =>
            ClientCodec.Encode(new LogRecord
            {
                Index = index,
                Term = Term,
                Time = DateTimeOffset.UnixEpoch,
                Kind = EntryKind.NoOp,
                Origin = null,
                Session = 0,
                Proposal = null,
                Payload = Encoding.UTF8.GetBytes($"entry {index}"),
            });
    }
}
#endif
