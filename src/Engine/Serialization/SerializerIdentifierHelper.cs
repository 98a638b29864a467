#nullable disable
using Akka.Actor;
using Akka.Annotations;
using Akka.Configuration;

namespace Akka.Serialization;

/// <summary>Reads the identifiers of serializers that do not state their own.</summary>
[InternalApi]
public static class SerializerIdentifierHelper
{
    private const string Key = "akka.actor.serialization-identifiers";

    /// <exception cref="ConfigurationException">The configuration has no identifier for the type.</exception>
    public static int GetSerializerIdentifierFromConfig(Type type, ExtendedActorSystem system)
    {
        foreach (var (name, value) in system.Settings.Config.GetConfig(Key)?.AsEnumerable() ?? [])
        {
            if (TypeNames.Find(name) == type)
                return value.GetInt();
        }

        throw new ConfigurationException(
            $"Serializer {type} has no identifier: override Identifier or set {Key}.\"{TypeNames.NameOf(type)}\".");
    }
}
