using AkkaFederation.Identity;
using AkkaFederation.Membership;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Tests.Membership;

public sealed class MembershipWireTests
{
    private const string Manifest = "membership/datagram";
    private readonly WireRegistry _registry = new("test", [new MembershipWire()]);
    private readonly TestPeer _peer = new("akka.ssl.tcp://federation@127.0.0.1:2551");
    private readonly TestPeer _other = new("akka.ssl.tcp://federation@127.0.0.1:2552");

    [Fact]
    public void Every_message_comes_back_as_it_went_with_its_signatures()
    {
        var proof = _other.Assert(AssertionKind.Proof, _other.Id, 3, epoch: ulong.MaxValue);
        MembershipMessage[] messages =
        [
            new Ping(1, _other.Id, ulong.MaxValue) { Round = 77 },
            new Ack(2, null) { Round = ulong.MaxValue },
            new Ack(3, proof),
            new PingRequest(4, _other.Id, 5),
            new PingRequest(4, _other.Id, 5, OnBehalf: true),
            new Nack(10, _other.Id),
            new IndirectAck(6, _other.Id, proof),
            new Join(_peer.Record, 7),
            new Welcome(8),
            new SyncRequest(_peer.Id, default, [new DigestEntry(_peer.Id, 1, 2, true), new DigestEntry(_other.Id, ulong.MaxValue, 0, false)], IsAnswer: true),
            new SyncRequest(default, default, [], IsAnswer: false) { TableHash = ulong.MaxValue },
            new News { Gossip = [new GossipItem(_peer.Record), new GossipItem(_peer.Assert(AssertionKind.Suspect, _other.Id, 1))] },
            new Obituary(9) { Gossip = [new GossipItem(_other.Record)] },
        ];
        Assert.Equal(Enum.GetValues<MembershipPacket.BodyOneofCase>().Length - 1, messages.Select(m => m.GetType()).Distinct().Count());
        foreach (var message in messages)
        {
            var back = (MembershipDatagram)_registry.Decode(_registry.Encode(new MembershipDatagram(_peer.Id, message)), Manifest);
            Assert.Equal(message is Ping or Ack ? default : _peer.Id, back.Origin);
            Assert.Equal(Describe(message), Describe(back.Message));
        }
    }

    [Fact]
    public void A_ping_and_its_answer_are_tiny_when_there_is_no_news()
    {
        Assert.InRange(_registry.Encode(new MembershipDatagram(_peer.Id, new Ping(1_000_000, _other.Id, 0))).Length, 1, 60);
        Assert.InRange(_registry.Encode(new MembershipDatagram(_peer.Id, new Ack(1_000_000, null))).Length, 1, 60);
        Assert.InRange(_registry.Encode(new MembershipDatagram(_peer.Id, new SyncRequest(default, default, [], false) { TableHash = 1 })).Length, 1, 128);
    }

    [Fact]
    public void Relayed_statements_still_verify_after_the_wire()
    {
        var news = new News { Gossip = [new GossipItem(_peer.Record), new GossipItem(_peer.Assert(AssertionKind.Suspect, _other.Id, 1))] };
        var back = (MembershipDatagram)_registry.Decode(_registry.Encode(new MembershipDatagram(_other.Id, news)), Manifest);
        var scheme = new EcdsaP256Scheme();
        Assert.True(PeerRecordCodec.Verify(back.Message.Gossip[0].Record!, scheme, TestPeer.Cluster, out _));
        Assert.True(AssertionCodec.Verify(back.Message.Gossip[1].Assertion!, scheme, TestPeer.Cluster, out _));
    }

    [Fact]
    public void What_has_no_body_no_origin_no_statement_or_too_much_of_it_is_refused_A14()
    {
        Refused(new MembershipPacket { Origin = _peer.Id.Value });
        Refused(new MembershipPacket { Push = new() });
        Refused(new MembershipPacket { Origin = "did:key:zDnNobody", Push = new() });
        Refused(new MembershipPacket { Origin = _peer.Id.Value, Join = new() });
        Refused(new MembershipPacket { Origin = _peer.Id.Value, IndirectAck = new() { Target = _other.Id.Value } });
        Refused(new MembershipPacket { Origin = _peer.Id.Value, Push = new(), News = { new MembershipNews() } });
        Refused(new MembershipPacket { Origin = _peer.Id.Value, Join = new() { Record = new() { Statement = ByteString.CopyFrom(new byte[100_000]) } } });
        var item = StatementWire.ToWire(new GossipItem(_peer.Assert(AssertionKind.Alive, _peer.Id, 1)));
        Refused(new MembershipPacket { Origin = _peer.Id.Value, Push = new(), News = { Enumerable.Repeat(item, MembershipWire.MaxNews + 1) } });
    }

    private void Refused(MembershipPacket packet)
    {
        var before = _registry.Counters.Refused(WireRefusal.Malformed);
        var envelope = new Envelope { SchemaVersion = 1, ClusterId = "test", Manifest = Manifest, Body = packet.ToByteString() };
        var thrown = Assert.Throws<WireRefusedException>(() => _registry.Decode(envelope.ToByteArray(), Manifest));
        Assert.Equal(WireRefusal.Malformed, thrown.Refusal);
        Assert.Equal(before + 1, _registry.Counters.Refused(WireRefusal.Malformed));
    }

    // Records with arrays in them compare by reference: compare what they say and every signature.
    private static string Describe(MembershipMessage message)
    {
        var digest = message is SyncRequest sync ? string.Join(';', sync.Digest) : "";
        var proof = message switch { Ack { Proof: { } p } => Describe(p), IndirectAck i => Describe(i.Proof), _ => "" };
        var record = message is Join join ? Describe(join.Record) : "";
        var head = message switch
        {
            Ping m => $"{m.Sequence} {m.Target} {m.Nonce} {m.Round}",
            Ack m => $"{m.Sequence} {m.Round}",
            PingRequest m => $"{m.Sequence} {m.Target} {m.Nonce} {m.OnBehalf}",
            Nack m => $"{m.Sequence} {m.Target}",
            IndirectAck m => $"{m.Sequence} {m.Target}",
            Join m => $"{m.Token}",
            Welcome m => $"{m.Token}",
            SyncRequest m => $"{m.After} {m.Until} {m.IsAnswer} {m.TableHash}",
            Obituary m => $"{m.Incarnation}",
            _ => "",
        };
        return $"{message.GetType().Name} {head} {digest} {proof} {record} {string.Join(';', message.Gossip.Select(g => g.Record is { } r ? Describe(r) : Describe(g.Assertion!)))}";
    }

    private static string Describe(PeerRecord record) =>
        $"{Convert.ToHexString(PeerRecordCodec.Encode(record))}/{Convert.ToHexString(record.Signature.Span)}";

    private static string Describe(Assertion assertion) =>
        $"{Convert.ToHexString(AssertionCodec.Encode(assertion))}/{Convert.ToHexString(assertion.Signature.Span)}";
}
