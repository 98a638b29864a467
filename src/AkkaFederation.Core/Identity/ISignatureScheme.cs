namespace AkkaFederation.Identity;

/// <summary>
/// How statements are signed and verified. Behind an interface because ECDSA signatures are randomised (the simulation
/// uses a keyed hash) and because aggregates may take the place of signature sets one day.
/// </summary>
internal interface ISignatureScheme : ISignatureVerifier
{
    /// <summary>Name in certificates and hellos, such as <c>ecdsa-p256-sha256</c>.</summary>
    string Name { get; }

    /// <summary>Length of every signature in bytes.</summary>
    int SignatureLength { get; }
}
