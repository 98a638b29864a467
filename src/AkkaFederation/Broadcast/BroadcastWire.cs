using System.Collections.Immutable;
using AkkaFederation.Membership;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Broadcast;

/// <summary>Broadcasting's part of the closed schema. Statements and payloads pass through in the bytes that they came in.</summary>
internal sealed class BroadcastWire : IWireModule
{
    public const int MaxEntries = 1024;
    private const int MaxStatementBytes = 1024;
    private const int MaxSignatureBytes = 1024;

    public IReadOnlyList<WireMessage> Messages { get; } =
    [
        WireMessage.Of<BroadcastDatagram, BroadcastPacket>("broadcast/datagram", BroadcastPacket.Parser, ToWire, FromWire),
    ];

    private static BroadcastPacket ToWire(BroadcastDatagram datagram) => datagram.Message switch
    {
        PayloadMessage m => new() { Payload = ToWire(m) },
        HaveMessage m => new() { Have = ToWire(m) },
        GraftMessage m => new() { Graft = new() { Name = m.Id is { } id ? ToWire(id) : null } },
        PruneMessage m => new() { Prune = new() { Name = ToWire(m.Id) } },
        _ => throw new ArgumentException($"{datagram.Message.GetType().Name} is not part of the wire schema.", nameof(datagram)),
    };

    private static BroadcastDatagram FromWire(BroadcastPacket packet) => new(packet.BodyCase switch
    {
        BroadcastPacket.BodyOneofCase.Payload => FromWire(packet.Payload),
        BroadcastPacket.BodyOneofCase.Have => FromWire(packet.Have),
        BroadcastPacket.BodyOneofCase.Graft => new GraftMessage(packet.Graft.Name is { } name ? FromWire(name) : null),
        BroadcastPacket.BodyOneofCase.Prune => new PruneMessage(FromWire(packet.Prune.Name)),
        _ => throw new WireFormatException("a broadcast packet without a body"),
    });

    private static BroadcastPayload ToWire(PayloadMessage message) => new()
    {
        Statement = UnsafeByteOperations.UnsafeWrap(message.Broadcast.Statement),
        Signature = UnsafeByteOperations.UnsafeWrap(message.Broadcast.Signature),
        Payload = UnsafeByteOperations.UnsafeWrap(message.Broadcast.Payload),
        Round = (uint)message.Round,
    };

    private static PayloadMessage FromWire(BroadcastPayload packet)
    {
        if (packet.Statement.Length > MaxStatementBytes) throw new WireFormatException($"a statement of more than {MaxStatementBytes} bytes");
        if (packet.Signature.Length > MaxSignatureBytes) throw new WireFormatException($"a signature of more than {MaxSignatureBytes} bytes");
        if (!BroadcastCodec.TryDecode(packet.Statement.Span, out var header, out var error)) throw new WireFormatException($"broadcast: {error}");
        return new PayloadMessage(
            new SignedBroadcast(header, packet.Statement.Memory, packet.Signature.Memory, packet.Payload.Memory),
            (int)Math.Min(packet.Round, BroadcastOptions.MaxRound));
    }

    private static BroadcastHave ToWire(HaveMessage message)
    {
        var packet = new BroadcastHave();
        BroadcastHaveGroup? group = null;
        foreach (var entry in message.Entries)
        {
            if (group is null || group.Origin != entry.Id.Origin.Value || group.Epoch != entry.Id.Epoch)
                packet.Groups.Add(group = new BroadcastHaveGroup { Origin = entry.Id.Origin.Value, Epoch = entry.Id.Epoch });
            group.Sequences.Add(entry.Id.Sequence);
            group.Rounds.Add(((uint)entry.Round << 1) | (entry.Asks ? 1u : 0));
        }

        return packet;
    }

    private static HaveMessage FromWire(BroadcastHave packet)
    {
        var count = 0;
        foreach (var group in packet.Groups)
        {
            if (group.Sequences.Count == 0 || group.Sequences.Count != group.Rounds.Count)
                throw new WireFormatException("an announcement whose sequences and rounds differ in number");
            count += group.Sequences.Count;
            if (count > MaxEntries) throw new WireFormatException($"an announcement of more than {MaxEntries} broadcasts");
        }

        var entries = ImmutableArray.CreateBuilder<HaveEntry>(count);
        foreach (var group in packet.Groups)
        {
            var origin = StatementWire.Did(group.Origin);
            for (var i = 0; i < group.Sequences.Count; i++)
            {
                var round = (int)Math.Min(group.Rounds[i] >> 1, BroadcastOptions.MaxRound);
                entries.Add(new HaveEntry(new BroadcastId(origin, group.Epoch, group.Sequences[i]), round, (group.Rounds[i] & 1) != 0));
            }
        }

        return new HaveMessage(entries.MoveToImmutable());
    }

    private static BroadcastName ToWire(BroadcastId id) => new() { Origin = id.Origin.Value, Epoch = id.Epoch, Sequence = id.Sequence };

    private static BroadcastId FromWire(BroadcastName? name) => name is null
        ? throw new WireFormatException("a broadcast without a name")
        : new BroadcastId(StatementWire.Did(name.Origin), name.Epoch, name.Sequence);
}
