namespace AkkaFederation.Wire;

/// <summary>Why a message off the wire or out of the journal was refused; counted by this.</summary>
internal enum WireRefusal
{
    /// <summary>No module knows the manifest.</summary>
    UnknownManifest,

    /// <summary>The message belongs to another federation.</summary>
    ForeignCluster,

    /// <summary>The schema version is higher than this node's.</summary>
    NewerSchema,

    /// <summary>The bytes are no envelope, or the body is no message of its manifest.</summary>
    Malformed,
}
