using Akka.Actor;
using Akka.Serialization;

namespace AkkaFederation.Wire;

/// <summary>
/// Carries the closed schema through an engine's serialization: on the wire and in the journal alike. The manifest is
/// the schema's, never a type name. Named in configuration, so its constructor and identifier are part of the format.
/// </summary>
internal sealed class FederationSerializer : SerializerWithStringManifest
{
    public const int Id = 7615;

    private readonly ExtendedActorSystem _system;

    public FederationSerializer(ExtendedActorSystem system)
        : base(system) => _system = system;

    public override int Identifier => Id;

    // Extensions may not be asked for while the system is still being made.
    private WireRegistry Registry => field ??= FederationWire.Get(_system).Registry;

    public override string Manifest(object o) => Registry.ManifestOf(o);

    public override byte[] ToBinary(object obj) => Registry.Encode(obj);

    public override object FromBinary(byte[] bytes, string manifest) => Registry.Decode(bytes, manifest);
}
