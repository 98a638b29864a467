using AkkaFederation.Membership;

namespace AkkaFederation.Core.Tests.Membership;

internal static class TestAssertions
{
    public static Assertion Make(AssertionKind kind, int subject, int asserter, ulong incarnation, ulong epoch = 1, ulong sequence = 1, string cluster = "test") => new()
    {
        ClusterId = cluster,
        Kind = kind,
        Subject = TestKeys.Did(subject),
        Asserter = TestKeys.Did(asserter),
        Incarnation = incarnation,
        Epoch = epoch,
        Sequence = sequence,
    };

    public static Assertion Signed(AssertionKind kind, int subject, int asserter, ulong incarnation, ulong epoch = 1, ulong sequence = 1, string cluster = "test") =>
        AssertionCodec.Sign(Make(kind, subject, asserter, incarnation, epoch, sequence, cluster), TestKeys.Signer(asserter));

    /// <summary>In the asserter's name, under another key.</summary>
    public static Assertion Forged(AssertionKind kind, int subject, int asserter, ulong incarnation, int forger)
    {
        var assertion = Make(kind, subject, asserter, incarnation);
        return assertion with { Signature = TestKeys.Signer(forger).Sign(AssertionCodec.Encode(assertion)) };
    }
}
