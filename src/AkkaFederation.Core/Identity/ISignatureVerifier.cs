namespace AkkaFederation.Identity;

/// <summary>Checks signatures by the name of the signer alone.</summary>
internal interface ISignatureVerifier
{
    /// <summary>Whether <paramref name="signature"/> is the signer's over exactly these bytes. Never throws on bad input.</summary>
    bool Verify(Did signer, ReadOnlySpan<byte> statement, ReadOnlySpan<byte> signature);
}
