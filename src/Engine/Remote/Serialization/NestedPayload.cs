using System.Runtime.Serialization;
using Akka.Actor;

namespace AkkaFederation.Engine.Remote;

/// <summary>A message inside another: serializer id, manifest, bytes.</summary>
internal static class NestedPayload
{
    private const int MaximumManifest = 4096;

    public static void Write(WireBuffer buffer, ExtendedActorSystem system, object? message)
    {
        var serialization = system.Serialization;
        var serializer = serialization.FindSerializerFor(message);
        buffer.WriteVarint((uint)serializer.Identifier);
        buffer.WriteText(message is null ? "" : Akka.Serialization.Serialization.ManifestFor(serializer, message));
        var bytes = serializer.ToBinary(message);
        buffer.WriteVarint((uint)bytes.Length);
        buffer.WriteBytes(bytes);
    }

    public static object Read(ref WireReader reader, ExtendedActorSystem system)
    {
        var id = (int)reader.ReadVarint();
        var manifest = reader.ReadText(MaximumManifest);
        var bytes = reader.ReadBytes(reader.ReadVarint());
        return reader.Failed
            ? throw new SerializationException("a message inside another is cut short")
            : system.Serialization.Deserialize(bytes.ToArray(), id, manifest);
    }
}
