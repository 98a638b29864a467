#nullable disable
using Akka.Actor;

namespace Akka.Util;

/// <summary>Wire-safe stand-in of an object that cannot be serialized as it is.</summary>
public interface ISurrogate
{
    /// <summary>Gives back the object that this surrogate stands for.</summary>
    ISurrogated FromSurrogate(ActorSystem system);
}

/// <summary>An object that is serialized through a surrogate.</summary>
public interface ISurrogated
{
    /// <summary>Gives the surrogate to serialize.</summary>
    ISurrogate ToSurrogate(ActorSystem system);
}
