#nullable disable
using System.Collections.Concurrent;
using System.Runtime.Serialization;
using Akka.Actor;

namespace Akka.Serialization;

/// <summary>
/// The serializers of a system and the types they are for, from <c>akka.actor.serializers</c>,
/// <c>serialization-bindings</c> and <c>serialization-identifiers</c>. There is no serializer for every type: schemas
/// are closed, and a type that nobody bound is an error that names the key to set.
/// </summary>
public partial class Serialization
{
    private readonly NullSerializer _nullSerializer;
    private readonly ConcurrentDictionary<int, Serializer> _byId = new();
    private readonly ConcurrentDictionary<string, Serializer> _byName = new(StringComparer.Ordinal);
    private readonly SerializerBindings _bindings = new();

    public Serialization(ExtendedActorSystem system)
    {
        System = system;
        _nullSerializer = new NullSerializer(system);
        AddSerializer("null", _nullSerializer);
        foreach (var loaded in SerializerLoader.Load(system))
        {
            AddSerializer(loaded.Alias, loaded.Serializer);
            foreach (var type in loaded.UseFor)
                AddSerializationMap(type, loaded.Serializer);
        }
    }

    public ExtendedActorSystem System { get; }

    /// <summary>Makes a serializer known under a name and under its identifier.</summary>
    public void AddSerializer(string name, Serializer serializer)
    {
        _byId[serializer.Identifier] = serializer;
        _byName[name] = serializer;
    }

    /// <summary>Binds a type, and with it all types below it that are not bound themselves.</summary>
    public void AddSerializationMap(Type type, Serializer serializer) => _bindings.Bind(type, serializer);

    public Serializer FindSerializerFor(object obj, string defaultSerializerName = null) =>
        obj is null ? _nullSerializer : FindSerializerForType(obj.GetType(), defaultSerializerName);

    /// <param name="objectType">The type to be written.</param>
    /// <param name="defaultSerializerName">The serializer that takes a type which nothing is bound to.</param>
    /// <exception cref="SerializationException">Nothing is bound to the type and there is no default.</exception>
    public Serializer FindSerializerForType(Type objectType, string defaultSerializerName = null)
    {
        if (_bindings.Find(objectType) is { } bound)
            return bound;
        return defaultSerializerName is not null && _byName.TryGetValue(defaultSerializerName, out var fallback)
            ? fallback
            : throw new SerializationException(
                $"No serializer for type {objectType}: set akka.actor.serialization-bindings.\"{TypeNames.NameOf(objectType)}\" to the name of one.");
    }

    public byte[] Serialize(object o) => WithTransport(System, (Serialization: this, o), state =>
        state.Serialization.FindSerializerFor(state.o).ToBinary(state.o));

    /// <exception cref="SerializationException">There is no serializer of that identifier.</exception>
    public object Deserialize(byte[] bytes, int serializerId, Type type) => WithTransport(
        System, (Serializer: GetSerializerById(serializerId), bytes, type), state => state.Serializer.FromBinary(state.bytes, state.type));

    /// <exception cref="SerializationException">There is no serializer of that identifier, or the manifest names a
    /// type that is not known here or not bound to it.</exception>
    public object Deserialize(byte[] bytes, int serializerId, string manifest)
    {
        var serializer = GetSerializerById(serializerId);
        if (serializer is not SerializerWithStringManifest)
            return Deserialize(bytes, serializerId, string.IsNullOrEmpty(manifest) ? null : FindManifestType(serializer, manifest));
        return WithTransport(System, (serializer, bytes, manifest), state =>
            ((SerializerWithStringManifest)state.serializer).FromBinary(state.bytes, state.manifest));
    }

    /// <summary>The reference that <see cref="SerializedActorPath"/> wrote.</summary>
    public IActorRef DeserializeActorRef(string path) => System.Provider.ResolveActorRef(path);

    internal bool Knows(int serializerId) => _byId.ContainsKey(serializerId);

    internal Serializer GetSerializerById(int serializerId) => _byId.TryGetValue(serializerId, out var serializer)
        ? serializer
        : throw new SerializationException(
            $"No serializer with identifier {serializerId}: akka.actor.serializers here does not have what the writer had.");

    // The name may come from another process: it must be a type that this very serializer is bound to.
    private Type FindManifestType(Serializer serializer, string manifest) =>
        TypeNames.Find(manifest) is { } type && _bindings.Find(type) == serializer
            ? type
            : throw new SerializationException(
                $"The manifest '{manifest}' names no type that {serializer.GetType()} (identifier {serializer.Identifier}) is bound to.");
}
