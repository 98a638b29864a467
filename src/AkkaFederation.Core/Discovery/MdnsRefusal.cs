namespace AkkaFederation.Discovery;

/// <summary>Why something from the network was not taken, as counted.</summary>
internal enum MdnsRefusal
{
    /// <summary>Longer than <see cref="DnsReader.MaxPacket"/>.</summary>
    PacketTooLong,

    /// <summary>Ends in the middle of something, or shorter than a header.</summary>
    Truncated,

    /// <summary>More entries announced than the bytes can hold.</summary>
    CountTooLarge,

    /// <summary>A name over 255 bytes, a label of an unknown kind.</summary>
    BadName,

    /// <summary>A compression pointer that does not lead backwards.</summary>
    BadPointer,

    /// <summary>Data that is not of its record's type.</summary>
    BadRecord,

    /// <summary>An operation other than a query, or an error code: to be ignored.</summary>
    OtherOperation,

    /// <summary>A response that does not come from port 5353.</summary>
    ForeignPort,

    /// <summary>The sender is not on the link that the packet came in by.</summary>
    NotOnLink,

    /// <summary>The table of adverts is full.</summary>
    TableFull,

    /// <summary>This sender holds as many adverts as one sender may.</summary>
    SenderFull,

    /// <summary>A TXT record over <see cref="TxtData.MaxBytes"/>, or not made of strings.</summary>
    BadText,

    /// <summary>More addresses of one host than are kept.</summary>
    TooManyAddresses,

    /// <summary>More legacy queries than are answered in a second.</summary>
    TooManyLegacyQueries,

    /// <summary>More senders with unfinished queries than are waited for.</summary>
    TooManyUnfinishedQueries,

    /// <summary>The advert of another federation.</summary>
    ForeignCluster,

    /// <summary>An advert whose DID is none.</summary>
    BadDid,

    /// <summary>An advert with no endpoint, or one that is no address of an actor system.</summary>
    BadEndpoint,

    /// <summary>An endpoint that is neither private nor on the link: nobody is sent to dial strangers.</summary>
    EndpointNotLocal,
}
