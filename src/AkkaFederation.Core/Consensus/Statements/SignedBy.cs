using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>A signature and the name whose key made it.</summary>
/// <param name="Signer">The DID that names the key.</param>
/// <param name="Signature">64 bytes r‖s (IEEE P1363).</param>
public sealed record SignedBy(Did Signer, byte[] Signature);
