using System.Collections.Immutable;
using AkkaFederation.Identity;
using AkkaFederation.Wire;

namespace AkkaFederation.Membership;

/// <summary>Membership's part of the closed schema. Statements are decoded from, and verified on, the bytes received.</summary>
internal sealed class MembershipWire : IWireModule
{
    public const int MaxNews = 64;
    public const int MaxDigest = 1024;

    public IReadOnlyList<WireMessage> Messages { get; } =
    [
        WireMessage.Of<MembershipDatagram, MembershipPacket>("membership/datagram", MembershipPacket.Parser, ToWire, FromWire),
        WireMessage.OfProto("membership/known-peers", RememberedPeers.Parser),
        WireMessage.OfProto("membership/peers", PeersRequest.Parser),
        WireMessage.OfProto("membership/peers-reply", PeersReply.Parser),
        WireMessage.OfProto("membership/why", WhyRequest.Parser),
        WireMessage.OfProto("membership/why-reply", WhyReply.Parser),
    ];

    private static MembershipPacket ToWire(MembershipDatagram datagram)
    {
        var packet = new MembershipPacket();
        if (datagram.Message is not (Ping or Ack)) packet.Origin = datagram.Origin.Value;
        foreach (var item in datagram.Message.Gossip) packet.News.Add(StatementWire.ToWire(item));
        switch (datagram.Message)
        {
            case Ping m: packet.Ping = new() { Sequence = m.Sequence, TargetTag = m.Target.Value, Nonce = m.Nonce, Round = m.Round }; break;
            case Ack m: packet.Ack = new() { Sequence = m.Sequence, Proof = m.Proof is null ? null : StatementWire.ToWire(m.Proof), Round = m.Round }; break;
            case PingRequest m: packet.PingRequest = new() { Sequence = m.Sequence, Target = m.Target.Value, Nonce = m.Nonce, OnBehalf = m.OnBehalf }; break;
            case Nack m: packet.Nack = new() { Sequence = m.Sequence, Target = m.Target.Value }; break;
            case IndirectAck m: packet.IndirectAck = new() { Sequence = m.Sequence, Target = m.Target.Value, Proof = StatementWire.ToWire(m.Proof) }; break;
            case Join m: packet.Join = new() { Record = StatementWire.ToWire(m.Record), Token = m.Token }; break;
            case Welcome m: packet.Welcome = new() { Token = m.Token }; break;
            case SyncRequest m: packet.SyncRequest = ToWire(m); break;
            case News: packet.Push = new(); break;
            case Obituary m: packet.Obituary = new() { Incarnation = m.Incarnation }; break;
            default: throw new ArgumentException($"{datagram.Message.GetType().Name} is not part of the wire schema.", nameof(datagram));
        }

        return packet;
    }

    private static MembershipDatagram FromWire(MembershipPacket packet)
    {
        if (packet.News.Count > MaxNews) throw new WireFormatException($"more than {MaxNews} items of news");
        var gossip = ImmutableArray.CreateBuilder<GossipItem>(packet.News.Count);
        foreach (var item in packet.News) gossip.Add(StatementWire.FromWire(item));
        return new MembershipDatagram(Origin(packet), Body(packet) with { Gossip = gossip.MoveToImmutable() });
    }

    private static Did Origin(MembershipPacket packet) =>
        packet is { Origin.Length: 0, BodyCase: MembershipPacket.BodyOneofCase.Ping or MembershipPacket.BodyOneofCase.Ack }
            ? default
            : StatementWire.Did(packet.Origin);

    private static MembershipMessage Body(MembershipPacket packet) => packet.BodyCase switch
    {
        MembershipPacket.BodyOneofCase.Ping => new Ping(packet.Ping.Sequence, new PeerTag(packet.Ping.TargetTag), packet.Ping.Nonce) { Round = packet.Ping.Round },
        MembershipPacket.BodyOneofCase.Ack => new Ack(packet.Ack.Sequence, packet.Ack.Proof is { } proof ? StatementWire.Assertion(proof) : null) { Round = packet.Ack.Round },
        MembershipPacket.BodyOneofCase.PingRequest =>
            new PingRequest(packet.PingRequest.Sequence, StatementWire.Did(packet.PingRequest.Target), packet.PingRequest.Nonce, packet.PingRequest.OnBehalf),
        MembershipPacket.BodyOneofCase.Nack => new Nack(packet.Nack.Sequence, StatementWire.Did(packet.Nack.Target)),
        MembershipPacket.BodyOneofCase.IndirectAck =>
            new IndirectAck(packet.IndirectAck.Sequence, StatementWire.Did(packet.IndirectAck.Target), StatementWire.Assertion(packet.IndirectAck.Proof)),
        MembershipPacket.BodyOneofCase.Join => new Join(StatementWire.Record(packet.Join.Record), packet.Join.Token),
        MembershipPacket.BodyOneofCase.Welcome => new Welcome(packet.Welcome.Token),
        MembershipPacket.BodyOneofCase.SyncRequest => FromWire(packet.SyncRequest),
        MembershipPacket.BodyOneofCase.Push => new News(),
        MembershipPacket.BodyOneofCase.Obituary => new Obituary(packet.Obituary.Incarnation),
        _ => throw new WireFormatException("a membership packet without a body"),
    };

    private static MembershipSyncRequest ToWire(SyncRequest request)
    {
        var packet = new MembershipSyncRequest
        {
            IsAnswer = request.IsAnswer,
            After = request.After.Value,
            Until = request.Until.Value,
            TableHash = request.TableHash,
        };
        foreach (var entry in request.Digest)
        {
            packet.Digest.Add(new MembershipDigest
            {
                Subject = entry.Subject.Value,
                RecordIncarnation = entry.RecordIncarnation,
                OwnIncarnation = entry.OwnIncarnation,
                Left = entry.Left,
            });
        }

        return packet;
    }

    private static Did Bound(string text) => text.Length == 0 ? default : StatementWire.Did(text);

    private static SyncRequest FromWire(MembershipSyncRequest packet)
    {
        if (packet.Digest.Count > MaxDigest) throw new WireFormatException($"a digest of more than {MaxDigest} peers");
        var digest = ImmutableArray.CreateBuilder<DigestEntry>(packet.Digest.Count);
        foreach (var entry in packet.Digest)
            digest.Add(new DigestEntry(StatementWire.Did(entry.Subject), entry.RecordIncarnation, entry.OwnIncarnation, entry.Left));
        return new SyncRequest(Bound(packet.After), Bound(packet.Until), digest.MoveToImmutable(), packet.IsAnswer)
        {
            TableHash = packet.TableHash,
        };
    }
}
