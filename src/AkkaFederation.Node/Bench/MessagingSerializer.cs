using System.Buffers.Binary;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace AkkaFederation.Node.Bench;

/// <summary>The benchmark's messages by hand: what is measured is the engine, not a library for bytes.</summary>
internal sealed class MessagingSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const string Payload = "p";
    private const string Arrived = "a";

    public override int Identifier => 7616;

    public override string Manifest(object o) => o switch
    {
        BenchPayload => Payload,
        BenchArrived => Arrived,
        _ => throw new ArgumentException($"{o.GetType()} is no message of this benchmark", nameof(o)),
    };

    public override byte[] ToBinary(object obj)
    {
        var bytes = new byte[obj is BenchPayload ? BenchPayload.Size : sizeof(long)];
        if (obj is BenchPayload payload)
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes, payload.Sequence);
            payload.Bytes.CopyTo(bytes, sizeof(long));
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes, ((BenchArrived)obj).Count);
        }

        return bytes;
    }

    public override object FromBinary(byte[] bytes, string manifest) => (manifest, bytes.Length) switch
    {
        (Payload, BenchPayload.Size) => new BenchPayload(BinaryPrimitives.ReadInt64BigEndian(bytes), bytes[sizeof(long)..]),
        (Arrived, sizeof(long)) => new BenchArrived(BinaryPrimitives.ReadInt64BigEndian(bytes)),
        _ => throw new SerializationException($"'{manifest}' with {bytes.Length} bytes is no message of this benchmark"),
    };
}
