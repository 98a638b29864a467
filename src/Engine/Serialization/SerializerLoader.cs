#nullable disable
using System.Collections.Immutable;
using System.Reflection;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Serialization;

/// <summary>Makes the serializers that the configuration and the set-up of a system name.</summary>
internal static class SerializerLoader
{
    private const string Serializers = "akka.actor.serializers";
    private const string Bindings = "akka.actor.serialization-bindings";
    private const string SerializerSettings = "akka.actor.serialization-settings";
    private const string Unbound = "none";

    /// <summary>Those of the configuration first, so that those of the set-up replace them.</summary>
    /// <exception cref="ConfigurationException">A name in the configuration leads nowhere.</exception>
    public static IEnumerable<SerializerDetails> Load(ExtendedActorSystem system)
    {
        var config = system.Settings.Config;
        var types = ReadBindings(config);
        var details = new List<SerializerDetails>();
        foreach (var (name, value) in config.GetConfig(Serializers)?.AsEnumerable() ?? [])
        {
            var serializer = Create(name, value.GetString(), system);
            var useFor = types.Where(b => b.Serializer == name).Select(b => b.Type);
            details.Add(SerializerDetails.Create(name, serializer, [.. useFor]));
        }

        foreach (var (type, name) in types)
        {
            if (name != Unbound && details.All(d => d.Alias != name))
                throw new ConfigurationException($"{Bindings} binds {type} to '{name}', but {Serializers} has no such serializer.");
        }

        var setup = system.Settings.Setup.Get<SerializationSetup>();
        if (setup.HasValue)
            details.AddRange(setup.Value.CreateSerializers(system).OrderBy(d => d.Alias, StringComparer.Ordinal));
        return details;
    }

    private static List<(Type Type, string Serializer)> ReadBindings(Config config)
    {
        var bindings = new List<(Type, string)>();
        foreach (var (name, value) in config.GetConfig(Bindings)?.AsEnumerable() ?? [])
        {
            var type = TypeNames.FindOrLoad(name) ?? throw new ConfigurationException($"{Bindings}: there is no type '{name}'.");
            bindings.Add((type, value.GetString()));
        }

        return bindings;
    }

    private static Serializer Create(string name, string typeName, ExtendedActorSystem system)
    {
        var type = TypeNames.FindOrLoad(typeName);
        if (type is null || type.IsAbstract || !type.IsAssignableTo(typeof(Serializer)))
            throw new ConfigurationException($"{Serializers}.{name}: '{typeName}' is no type of serializer.");

        var settings = system.Settings.Config.GetConfig($"{SerializerSettings}.{name}") ?? Config.Empty;
        object[] arguments = type.GetConstructor([typeof(ExtendedActorSystem), typeof(Config)]) is null
            ? [system]
            : [system, settings];
        try
        {
            return (Serializer)Activator.CreateInstance(type, arguments);
        }
        catch (MissingMethodException e)
        {
            throw new ConfigurationException($"{Serializers}.{name}: {type} has no public constructor that takes an ExtendedActorSystem.", e);
        }
        catch (TargetInvocationException e)
        {
            throw new ConfigurationException($"{Serializers}.{name}: {type} cannot be made: {e.InnerException?.Message}", e.InnerException);
        }
    }
}
