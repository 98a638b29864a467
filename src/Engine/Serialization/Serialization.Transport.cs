#nullable disable
using Akka.Actor;

namespace Akka.Serialization;

// Manifests, and references written so that another system can resolve them.
public partial class Serialization
{
    /// <summary>What must travel beside the bytes so that they can be read; empty for serializers that need nothing.</summary>
    public static string ManifestFor(Serializer s, object msg) => s switch
    {
        SerializerWithStringManifest own => own.Manifest(msg),
        { IncludeManifest: true } => TypeNames.NameOf(msg.GetType()),
        _ => string.Empty,
    };

    /// <summary>The information of the serialization that is running on this thread; null if none is.</summary>
    public static Information GetCurrentTransportInformation() => Transport.Current;

    /// <summary>The full path of a reference with the address at which its system is reached; empty for none.</summary>
    public static string SerializedActorPath(IActorRef actorRef)
    {
        if (actorRef is null)
            return string.Empty;
        var information = Transport.Current ?? (actorRef as IInternalActorRef)?.Provider?.SerializationInformation;
        return information is null
            ? actorRef.Path.ToSerializationFormat()
            : actorRef.Path.ToSerializationFormatWithAddress(information.Address);
    }

    public static T WithTransport<T>(ExtendedActorSystem system, Func<T> action) =>
        WithTransport(system, action, run => run());

    public static T WithTransport<TState, T>(ExtendedActorSystem system, TState state, Func<TState, T> action) =>
        Transport.Run(system.Provider.SerializationInformation, state, action);
}
