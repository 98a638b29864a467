using System.Runtime.Serialization;

namespace AkkaFederation.Wire;

/// <summary>A message was refused before anything of it was acted upon.</summary>
internal sealed class WireRefusedException : SerializationException
{
    public WireRefusedException(WireRefusal refusal, string message, Exception? cause = null)
        : base(message, cause) => Refusal = refusal;

    public WireRefusal Refusal { get; }
}
