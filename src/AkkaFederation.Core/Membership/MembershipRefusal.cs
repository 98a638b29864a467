namespace AkkaFederation.Membership;

/// <summary>Why a message, or one item of it, was refused. Each reason is counted; none changes the table.</summary>
internal enum MembershipRefusal
{
    None,

    /// <summary>A record or assertion of another cluster.</summary>
    ForeignCluster,

    /// <summary>A signature that does not verify.</summary>
    BadSignature,

    /// <summary>A record that breaks a limit, or whose key does not derive its DID.</summary>
    InvalidRecord,

    /// <summary>An assertion by or about a peer whose record is not known.</summary>
    UnknownPeer,

    /// <summary>Alive or leave said by another, or a suspicion of oneself.</summary>
    NotTheOwner,

    /// <summary>An incarnation too far above the one known.</summary>
    IncarnationJump,

    /// <summary>The claimed origin is not the identity of the connection.</summary>
    OriginMismatch,

    /// <summary>The connection proves no identity.</summary>
    Unauthenticated,

    /// <summary>A ping meant for another peer: the address was recycled.</summary>
    WrongTarget,

    /// <summary>News from somebody who is not a member.</summary>
    NotAMember,

    /// <summary>The table is full.</summary>
    PeerLimit,

    /// <summary>More items in one message than allowed.</summary>
    TooManyItems,

    /// <summary>A word by or from a peer whose identity was revoked.</summary>
    Revoked,

    /// <summary>A proof of life that answers no probe of this node, or not the way it was asked.</summary>
    UnaskedProof,

    /// <summary>It asks for the table more often than is answered.</summary>
    TooOften,
}
