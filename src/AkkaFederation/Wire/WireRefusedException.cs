using System.Runtime.Serialization;

namespace AkkaFederation.Wire;

/// <summary>A message was refused before anything of it was acted upon.</summary>
internal sealed class WireRefusedException : SerializationException
{
    // Where the standalone engine's remoting looks for the code under which it counts; others do not look.
    private const string DataKey = "akkafederation.refusal";

    public WireRefusedException(WireRefusal refusal, string message, Exception? cause = null)
        : base(message, cause)
    {
        Refusal = refusal;
        Data[DataKey] = refusal switch
        {
            WireRefusal.UnknownManifest => "unknown-manifest",
            WireRefusal.ForeignCluster => "foreign-cluster",
            WireRefusal.NewerSchema => "newer-schema",
            _ => "malformed-message",
        };
    }

    public WireRefusal Refusal { get; }
}
