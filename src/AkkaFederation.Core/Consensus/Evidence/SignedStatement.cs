using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>A statement in the bytes that were signed, and who signed them.</summary>
internal sealed record SignedStatement(Did Signer, byte[] Statement, byte[] Signature)
{
    public bool Verify(ISignatureVerifier verifier) => verifier.Verify(Signer, Statement, Signature);
}
