using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Serialization;

namespace Engine.Conformance.Remoting;

public sealed record Letter(string Text);

/// <summary>A message with a reference inside.</summary>
public sealed record Introduction(IActorRef Who);

public sealed class LetterSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 1201;

    public override string Manifest(object o) => o is Letter ? "letter" : "introduction";

    public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes(
        obj is Letter letter ? letter.Text : Akka.Serialization.Serialization.SerializedActorPath(((Introduction)obj).Who));

    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        "letter" => new Letter(Encoding.UTF8.GetString(bytes)),
        "introduction" => new Introduction(system.Provider.ResolveActorRef(Encoding.UTF8.GetString(bytes))),
        _ => throw new ArgumentException($"unknown manifest {manifest}", nameof(manifest)),
    };
}

/// <summary>Nobody serializes this.</summary>
public sealed class Unwritable;

public sealed class RefusingSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 1202;

    public override string Manifest(object o) => "";

    public override byte[] ToBinary(object obj) => throw new SerializationException("not for any wire");

    public override object FromBinary(byte[] bytes, string manifest) => throw new SerializationException("not from any wire");
}
