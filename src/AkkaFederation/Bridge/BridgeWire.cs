using System.Collections.Immutable;
using AkkaFederation.Client;
using AkkaFederation.Consensus;
using AkkaFederation.Gateway;
using AkkaFederation.Identity;
using AkkaFederation.Membership;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Bridge;

/// <summary>What a cluster around the federation is told, and may ask. The schema is the same on both engines.</summary>
internal sealed class BridgeWire : IWireModule
{
    public const int PeersAtOnce = 256;
    private const int MaxText = 1024;

    public IReadOnlyList<WireMessage> Messages { get; } =
    [
        WireMessage.Of<ClusterCommit, BridgedCommit>("bridge/commit", BridgedCommit.Parser, ToWire, FromWire),
        WireMessage.Of<ClusterPeerChanged, BridgedStatus>("bridge/peer-changed", BridgedStatus.Parser, ToWire, FromWire),
        WireMessage.Of<ListClusterPeers, BridgedPeersRequest>("bridge/peers", BridgedPeersRequest.Parser, ToWire, FromWire),
        WireMessage.Of<ClusterPeers, BridgedPeersReply>("bridge/peers-reply", BridgedPeersReply.Parser, ToWire, FromWire),
        WireMessage.Of<SendClusterMessage, BridgedSend>("bridge/send", BridgedSend.Parser, ToWire, FromWire),
        WireMessage.Of<ClusterAnswer, BridgedAnswer>("bridge/answer", BridgedAnswer.Parser, ToWire, FromWire),
    ];

    private static BridgedCommit ToWire(ClusterCommit m) =>
        new() { Publisher = m.Publisher.Value, Index = m.Record.Index, Entry = EntryCodec.Encode([ClientCodec.Encode(m.Record)]) };

    private static ClusterCommit FromWire(BridgedCommit m)
    {
        if (m.Entry?.Entries_.Count != 1) throw new WireFormatException("a commit has one entry");
        return new ClusterCommit(StatementWire.Did(m.Publisher), ClientCodec.Decode(EntryCodec.Decode(m.Entry, m.Index)[0]));
    }

    private static BridgedStatus ToWire(ClusterPeerChanged m) => new()
    {
        Observer = m.Observer.Value,
        Peer = m.Change.Peer.Value,
        Endpoint = m.Change.Endpoint,
        From = m.Change.From is { } from ? (uint)from + 1 : 0,
        To = (uint)m.Change.To,
        Cause = (uint)m.Change.Cause,
        Incarnation = m.Change.Incarnation,
        Detail = m.Change.Detail,
    };

    private static ClusterPeerChanged FromWire(BridgedStatus m) => new(
        StatementWire.Did(m.Observer),
        new PeerStatusChanged(
            StatementWire.Did(m.Peer), Text(m.Endpoint), m.From == 0 ? null : Member<PeerStatus>(m.From - 1), Member<PeerStatus>(m.To),
            Member<StatusCause>(m.Cause), m.Incarnation, Text(m.Detail)));

    private static BridgedPeersRequest ToWire(ListClusterPeers m) => new() { After = m.After?.Value ?? "" };

    private static ListClusterPeers FromWire(BridgedPeersRequest m) => new(m.After.Length == 0 ? null : StatementWire.Did(m.After));

    private static BridgedPeersReply ToWire(ClusterPeers m)
    {
        var reply = new BridgedPeersReply { Node = m.Node.Value, More = m.More };
        reply.Peers.Add(m.Peers.Select(p => new BridgedPeer { Did = p.Id.Value, Endpoint = p.Endpoint, Status = (uint)p.Status }));
        return reply;
    }

    private static ClusterPeers FromWire(BridgedPeersReply m)
    {
        if (m.Peers.Count > PeersAtOnce) throw new WireFormatException($"more than {PeersAtOnce} peers in one answer");
        var peers = ImmutableArray.CreateBuilder<ClusterPeer>(m.Peers.Count);
        foreach (var peer in m.Peers) peers.Add(new ClusterPeer(StatementWire.Did(peer.Did), Text(peer.Endpoint), Member<PeerStatus>(peer.Status)));
        return new ClusterPeers(StatementWire.Did(m.Node), peers.MoveToImmutable(), m.More);
    }

    private static BridgedSend ToWire(SendClusterMessage m) => new()
    {
        Peer = m.Peer.Value,
        Message = UnsafeByteOperations.UnsafeWrap(m.Message),
        TimeoutMs = m.Timeout is { } wait ? (uint)Math.Clamp(Math.Ceiling(wait.TotalMilliseconds), 1, uint.MaxValue) : 0,
    };

    private static SendClusterMessage FromWire(BridgedSend m) =>
        new(StatementWire.Did(m.Peer), m.Message.Memory, m.TimeoutMs == 0 ? null : TimeSpan.FromMilliseconds(m.TimeoutMs));

    private static BridgedAnswer ToWire(ClusterAnswer m) => new()
    {
        Answer = UnsafeByteOperations.UnsafeWrap(m.Answer),
        Error = m.Error is { } error ? (uint)error + 1 : 0,
        Detail = m.Detail,
    };

    private static ClusterAnswer FromWire(BridgedAnswer m) =>
        new(m.Answer.Memory, m.Error == 0 ? null : Member<GatewayError>(m.Error - 1), Text(m.Detail));

    private static T Member<T>(uint value)
        where T : struct, Enum
    {
        var member = value <= byte.MaxValue ? (T)Enum.ToObject(typeof(T), value) : default;
        return value <= byte.MaxValue && Enum.IsDefined(member) ? member : throw new WireFormatException($"{value} is no {typeof(T).Name}");
    }

    private static string Text(string text) =>
        text.Length <= MaxText ? text : throw new WireFormatException($"a text of more than {MaxText} characters");
}
