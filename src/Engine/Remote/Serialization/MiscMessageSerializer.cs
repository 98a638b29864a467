#nullable disable
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Serialization;
using AkkaFederation.Engine.Remote;

namespace Akka.Remote.Serialization;

/// <summary>The engine's own messages that may be sent to an actor of another system.</summary>
public sealed class MiscMessageSerializer : SerializerWithStringManifest
{
    private const string IdentifyManifest = "ID";
    private const string IdentityManifest = "AID";
    private const string RefManifest = "AR";
    private const string PoisonManifest = "PP";
    private const string KillManifest = "K";
    private const string SuccessManifest = "SS";
    private const string FailureManifest = "SF";
    private const string AddressManifest = "AD";

    public MiscMessageSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    public override string Manifest(object obj) => obj switch
    {
        Identify => IdentifyManifest,
        ActorIdentity => IdentityManifest,
        IActorRef => RefManifest,
        PoisonPill => PoisonManifest,
        Kill => KillManifest,
        Status.Success => SuccessManifest,
        Status.Failure => FailureManifest,
        Address => AddressManifest,
        _ => throw new ArgumentException($"Cannot serialize object of type [{obj?.GetType()}]", nameof(obj)),
    };

    public override byte[] ToBinary(object obj)
    {
        using var buffer = new WireBuffer(256);
        switch (obj)
        {
            case Identify identify:
                NestedPayload.Write(buffer, system, identify.MessageId);
                break;
            case ActorIdentity identity:
                NestedPayload.Write(buffer, system, identity.MessageId);
                buffer.WriteText(Akka.Serialization.Serialization.SerializedActorPath(identity.Subject));
                break;
            case IActorRef reference:
                return Encoding.UTF8.GetBytes(Akka.Serialization.Serialization.SerializedActorPath(reference));
            case Status.Success success:
                NestedPayload.Write(buffer, system, success.Status);
                break;
            case Status.Failure failure:
                buffer.WriteText(failure.Cause?.GetType().Name ?? "");
                WriteLong(buffer, failure.Cause?.Message ?? "");
                NestedPayload.Write(buffer, system, failure.State);
                break;
            case Address address:
                return Encoding.UTF8.GetBytes(address.ToString());
            default:
                return [];
        }

        return buffer.Written.ToArray();
    }

    public override object FromBinary(byte[] bytes, string manifest)
    {
        var reader = new WireReader(bytes);
        switch (manifest)
        {
            case IdentifyManifest:
                return new Identify(NestedPayload.Read(ref reader, system));
            case IdentityManifest:
                var id = NestedPayload.Read(ref reader, system);
                var path = reader.ReadText(FrameFormat.MaximumText);
                return new ActorIdentity(id, path.Length == 0 ? null : system.Provider.ResolveActorRef(path));
            case RefManifest:
                return system.Provider.ResolveActorRef(Encoding.UTF8.GetString(bytes));
            case PoisonManifest:
                return PoisonPill.Instance;
            case KillManifest:
                return Kill.Instance;
            case SuccessManifest:
                return new Status.Success(NestedPayload.Read(ref reader, system));
            case FailureManifest:
                var cause = new RemoteFailureException(reader.ReadText(FrameFormat.MaximumText), ReadLong(ref reader));
                return new Status.Failure(cause, NestedPayload.Read(ref reader, system));
            case AddressManifest:
                return Address.Parse(Encoding.UTF8.GetString(bytes));
            default:
                throw new SerializationException($"{nameof(MiscMessageSerializer)} does not know the manifest '{manifest}'.");
        }
    }

    private static void WriteLong(WireBuffer buffer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        buffer.WriteVarint((uint)bytes.Length);
        buffer.WriteBytes(bytes);
    }

    private static string ReadLong(ref WireReader reader) => Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadVarint()));
}
