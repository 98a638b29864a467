#nullable disable
using Akka.Actor;

namespace Akka.Serialization;

/// <summary>A serializer that names the kind of message itself, so that types can move without breaking what is
/// stored or sent.</summary>
public abstract class SerializerWithStringManifest : Serializer
{
    protected SerializerWithStringManifest(ExtendedActorSystem system)
        : base(system)
    {
    }

    public sealed override bool IncludeManifest => true;

    public sealed override object FromBinary(byte[] bytes, Type type) => FromBinary(bytes, TypeNames.NameOf(type));

    public abstract object FromBinary(byte[] bytes, string manifest);

    /// <summary>The manifest under which <paramref name="o"/> is written; never null.</summary>
    public abstract string Manifest(object o);
}
