using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>
/// The one binary layout of an assertion, which is what gets signed and what travels: tag16 <c>AKFED-MEMB-V0001</c> |
/// text cluster id | u8 kind | text subject | text asserter | u64 incarnation | u64 epoch | u64 sequence, texts as u16
/// length and UTF-8, integers big-endian. The layout is injective, so decoding and encoding again gives the same bytes.
/// </summary>
internal static class AssertionCodec
{
    public const string Tag = "AKFED-MEMB-V0001";

    public static byte[] Encode(Assertion assertion) =>
        new StatementWriter(Tag)
            .Text(assertion.ClusterId).U8((byte)assertion.Kind).Did(assertion.Subject).Did(assertion.Asserter)
            .U64(assertion.Incarnation).U64(assertion.Epoch).U64(assertion.Sequence)
            .ToArray();

    public static bool TryDecode(ReadOnlySpan<byte> statement, ReadOnlySpan<byte> signature, out Assertion assertion, out string error)
    {
        assertion = null!;
        var reader = new StatementReader(statement, Tag);
        var clusterId = reader.Text(PeerRecordCodec.MaxClusterIdBytes);
        var kind = (AssertionKind)reader.U8();
        var subject = reader.Did();
        var asserter = reader.Did();
        var incarnation = reader.U64();
        var epoch = reader.U64();
        var sequence = reader.U64();
        if (kind is < AssertionKind.Alive or > AssertionKind.Proof) reader.Fail($"assertion kind {(byte)kind} is not known");
        if (!reader.Finish(out error)) return false;
        assertion = new Assertion
        {
            ClusterId = clusterId,
            Kind = kind,
            Subject = subject,
            Asserter = asserter,
            Incarnation = incarnation,
            Epoch = epoch,
            Sequence = sequence,
            Signature = signature.ToArray(),
        };
        return true;
    }

    public static Assertion Sign(Assertion assertion, ISigner signer)
    {
        if (signer.Id != assertion.Asserter)
            throw new ArgumentException($"{signer.Id} cannot sign what {assertion.Asserter} asserts.", nameof(signer));
        return assertion with { Signature = signer.Sign(Encode(assertion)) };
    }

    /// <summary>
    /// Whether the assertion was made by its asserter, for this cluster, about something it may speak of: only a peer
    /// itself says that it lives or leaves, and nobody suspects itself.
    /// </summary>
    public static bool Verify(Assertion assertion, ISignatureVerifier verifier, string clusterId, out MembershipRefusal refusal)
    {
        refusal = Check(assertion, clusterId);
        if (refusal == MembershipRefusal.None && !verifier.Verify(assertion.Asserter, Encode(assertion), assertion.Signature.Span))
            refusal = MembershipRefusal.BadSignature;
        return refusal == MembershipRefusal.None;
    }

    private static MembershipRefusal Check(Assertion assertion, string clusterId)
    {
        if (assertion.ClusterId != clusterId) return MembershipRefusal.ForeignCluster;
        return assertion.Kind == AssertionKind.Suspect == assertion.ByOwner ? MembershipRefusal.NotTheOwner : MembershipRefusal.None;
    }
}
