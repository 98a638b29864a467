namespace AkkaFederation.Identity;

/// <summary>The part that the owner of a certificate plays on a connection.</summary>
internal enum CertificateRole
{
    /// <summary>It was dialled.</summary>
    Server,

    /// <summary>It dialled.</summary>
    Client,
}
