#nullable disable
using Akka.Actor;

namespace Akka.Serialization;

/// <summary>Turns objects of the types bound to it into bytes and back. Used by many threads at once.</summary>
public abstract class Serializer
{
    protected readonly ExtendedActorSystem system;

    private int? _identifier;

    protected Serializer(ExtendedActorSystem system)
    {
        this.system = system;
    }

    /// <summary>The number that stands for this serializer beside its bytes; unless overridden it is the one that
    /// <c>akka.actor.serialization-identifiers</c> gives.</summary>
    public virtual int Identifier =>
        _identifier ??= SerializerIdentifierHelper.GetSerializerIdentifierFromConfig(GetType(), system);

    /// <summary>Whether the name of the type must travel with the bytes.</summary>
    public abstract bool IncludeManifest { get; }

    public abstract byte[] ToBinary(object obj);

    /// <param name="bytes">What <see cref="ToBinary"/> made.</param>
    /// <param name="type">The type, if <see cref="IncludeManifest"/>; otherwise null.</param>
    public abstract object FromBinary(byte[] bytes, Type type);

    public T FromBinary<T>(byte[] bytes) => (T)FromBinary(bytes, typeof(T));

    /// <summary>As <see cref="ToBinary"/>, with references of this system written as reached at an address.</summary>
    public byte[] ToBinaryWithAddress(Address address, object obj) =>
        Transport.Run(new Information(address, system), (Self: this, obj), state => state.Self.ToBinary(state.obj));
}
