using System.Text;
using AkkaFederation.Bridge;
using AkkaFederation.Consensus;
using AkkaFederation.Gateway;
using AkkaFederation.Identity;
using AkkaFederation.Membership;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Tests.Bridge;

/// <summary>What a cluster is told comes out as it went in, whatever it holds.</summary>
public sealed class BridgeWireTests
{
    private static readonly Did Node = EcdsaP256Signer.Generate().Id;
    private static readonly Did Peer = EcdsaP256Signer.Generate().Id;
    private readonly WireRegistry _registry = new("test", WireModules.All);

    [Fact]
    public void A_commit_keeps_everything_that_the_log_has()
    {
        var sent = new LogRecord
        {
            Index = 42,
            Term = 7,
            Time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123),
            Kind = EntryKind.Proposal,
            Origin = Peer,
            Session = 3,
            Proposal = new ProposalId(6, 9, Peer),
            Payload = Encoding.UTF8.GetBytes("hello"),
        };

        var got = Through(new ClusterCommit(Node, sent));

        Assert.Equal(Node, got.Publisher);
        Assert.Equal(sent with { Payload = default }, got.Record with { Payload = default });
        Assert.Equal("hello", Encoding.UTF8.GetString(got.Record.Payload.Span));
    }

    [Fact]
    public void An_entry_of_the_leader_itself_has_neither_origin_nor_proposal()
    {
        var sent = new LogRecord { Index = 1, Term = 1, Time = DateTimeOffset.UnixEpoch, Kind = EntryKind.NoOp, Origin = null, Session = 0, Proposal = null, Payload = default };

        var got = Through(new ClusterCommit(Node, sent)).Record;

        Assert.Null(got.Origin);
        Assert.Null(got.Proposal);
        Assert.Equal(0, got.Payload.Length);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(PeerStatus.Healthy)]
    [InlineData(PeerStatus.Evicted)]
    public void A_change_of_status_comes_through(PeerStatus? from)
    {
        var change = new PeerStatusChanged(Peer, "akka.ssl.tcp://f@h:1", from, PeerStatus.Degraded, StatusCause.Slow, 5, "rtt 600 ms");

        Assert.Equal(new ClusterPeerChanged(Node, change), Through(new ClusterPeerChanged(Node, change)));
    }

    [Fact]
    public void Questions_and_answers_of_clients_come_through()
    {
        Assert.Equal(new ListClusterPeers(), Through(new ListClusterPeers()));
        Assert.Equal(new ListClusterPeers(Peer), Through(new ListClusterPeers(Peer)));
        var list = Through(new ClusterPeers(Node, [new ClusterPeer(Peer, "akka.ssl.tcp://f@h:1", PeerStatus.Unreachable)], true));
        Assert.Equal((Node, true), (list.Node, list.More));
        Assert.Equal(new ClusterPeer(Peer, "akka.ssl.tcp://f@h:1", PeerStatus.Unreachable), Assert.Single(list.Peers));
        var send = Through(new SendClusterMessage(Peer, new byte[] { 1, 2 }, TimeSpan.FromSeconds(2)));
        Assert.Equal((Peer, TimeSpan.FromSeconds(2), 2), (send.Peer, send.Timeout, send.Message.Length));
        Assert.Null(Through(new SendClusterMessage(Peer, default)).Timeout);
        Assert.Equal(new byte[] { 3 }, Through(new ClusterAnswer(new byte[] { 3 }, null, "")).Answer.ToArray());
        Assert.Equal((GatewayError.UnknownPeer, "who?"), (Through(new ClusterAnswer(default, GatewayError.UnknownPeer, "who?")) is var a ? (a.Error!.Value, a.Detail) : default));
    }

    [Fact]
    public void Enumerations_out_of_range_and_lists_beyond_their_limit_are_refused()
    {
        Refused("bridge/peer-changed", new BridgedStatus { Observer = Node.Value, Peer = Peer.Value, To = 99 });
        Refused("bridge/peer-changed", new BridgedStatus { Observer = Node.Value, Peer = Peer.Value, Cause = 1 << 20 });
        Refused("bridge/answer", new BridgedAnswer { Error = 300 });
        Refused("bridge/commit", new BridgedCommit { Publisher = Node.Value, Index = 1 });
        var many = new BridgedPeersReply { Node = Node.Value };
        for (var i = 0; i <= BridgeWire.PeersAtOnce; i++) many.Peers.Add(new BridgedPeer { Did = Peer.Value });
        Refused("bridge/peers-reply", many);
    }

    private T Through<T>(T message)
        where T : notnull => Assert.IsType<T>(_registry.Decode(_registry.Encode(message), _registry.ManifestOf(message)));

    private void Refused(string manifest, IMessage body)
    {
        var envelope = new Envelope { SchemaVersion = 1, ClusterId = "test", Manifest = manifest, Body = body.ToByteString() };
        Assert.Equal(WireRefusal.Malformed, Assert.Throws<WireRefusedException>(() => _registry.Decode(envelope.ToByteArray(), manifest)).Refusal);
    }
}
