namespace AkkaFederation.Identity;

/// <summary>Why a hello or a message of a sealed channel was refused.</summary>
internal enum ChannelRefusal
{
    None,

    /// <summary>Not a hello or message of this layout.</summary>
    Malformed,

    /// <summary>A hello of another cluster.</summary>
    ForeignCluster,

    /// <summary>A hello by or for somebody else.</summary>
    WrongPeer,

    /// <summary>The hello's signature is not its sender's.</summary>
    BadSignature,

    /// <summary>An answer to another hello than the one that was sent.</summary>
    NotTheAnswer,

    /// <summary>The message was changed, or comes from whoever lacks the key.</summary>
    BadSeal,

    /// <summary>The message came before, or is older than the window.</summary>
    Replayed,

    /// <summary>As many messages as one key may seal; greet anew.</summary>
    Exhausted,
}
