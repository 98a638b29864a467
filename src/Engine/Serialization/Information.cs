#nullable disable
using Akka.Actor;
using Akka.Annotations;

namespace Akka.Serialization;

/// <summary>The system that is serializing and the address at which its actors are reached.</summary>
[InternalApi]
public sealed class Information : IEquatable<Information>
{
    public Information(Address address, ActorSystem system)
    {
        Address = address;
        System = system;
    }

    public Address Address { get; }

    public ActorSystem System { get; }

    public static bool operator ==(Information left, Information right) => Equals(left, right);

    public static bool operator !=(Information left, Information right) => !Equals(left, right);

    public bool Equals(Information other) =>
        other is not null && Equals(Address, other.Address) && ReferenceEquals(System, other.System);

    public override bool Equals(object obj) => Equals(obj as Information);

    public override int GetHashCode() => HashCode.Combine(Address, System);
}
