using Akka.Actor;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>Signs seal statements beside the log, so that signing and the disk work at the same time.</summary>
internal sealed class SignerActor : ReceiveActor
{
    public const string Name = "signer";

    public SignerActor(ISigner signer) =>
        Receive<Sign>(m => Sender.Tell(new Signed(m.Statement, signer.Sign(m.Statement.Bytes))));

    public static Props Props(ISigner signer) => Akka.Actor.Props.Create(() => new SignerActor(signer));

    public sealed record Sign(SealStatement Statement);

    public sealed record Signed(SealStatement Statement, byte[] Signature);
}

/// <summary>Verifies the signatures of others under seals, off the path of commits.</summary>
internal sealed class VerifierActor : ReceiveActor
{
    public const string Name = "verifier";

    public VerifierActor(ISignatureVerifier verifier) => Receive<Verify>(m =>
        Sender.Tell(new Verified(m.Statement, m.Signed, verifier.Verify(m.Signed.Signer, m.Statement.Bytes, m.Signed.Signature))));

    public static Props Props(ISignatureVerifier verifier) => Akka.Actor.Props.Create(() => new VerifierActor(verifier));

    public sealed record Verify(SealStatement Statement, SignedBy Signed);

    public sealed record Verified(SealStatement Statement, SignedBy Signed, bool Valid);
}
