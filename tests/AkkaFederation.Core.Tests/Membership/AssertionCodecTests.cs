using AkkaFederation.Membership;

namespace AkkaFederation.Core.Tests.Membership;

public sealed class AssertionCodecTests
{
    [Fact]
    public void The_layout_is_fixed()
    {
        var bytes = AssertionCodec.Encode(TestAssertions.Make(AssertionKind.Suspect, 0, 1, 0x0102030405060708, 9, 10));
        var didLength = TestKeys.Did(0).Value.Length;
        Assert.Equal("AKFED-MEMB-V0001"u8, bytes.AsSpan(0, 16));
        Assert.Equal([0, 4, .. "test"u8, 2, 0, (byte)didLength], bytes[16..25]);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 10], bytes[^24..]);
        Assert.Equal(16 + 2 + 4 + 1 + (2 * (2 + didLength)) + 24, bytes.Length);
    }

    [Fact]
    public void What_is_read_back_is_what_was_signed()
    {
        var signed = TestAssertions.Signed(AssertionKind.Leave, 3, 3, 7, 8, 9);
        Assert.True(AssertionCodec.TryDecode(AssertionCodec.Encode(signed), signed.Signature.Span, out var read, out _));
        Assert.Equal(signed with { Signature = default }, read with { Signature = default });
        Assert.True(AssertionCodec.Verify(read, TestKeys.Scheme, "test", out _));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 0)]
    public void Every_changed_byte_is_noticed(byte kind, int asserter)
    {
        var signed = TestAssertions.Signed((AssertionKind)kind, 0, asserter, 5);
        var bytes = AssertionCodec.Encode(signed);
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 1;
            Assert.False(
                AssertionCodec.TryDecode(changed, signed.Signature.Span, out var read, out _)
                && AssertionCodec.Verify(read, TestKeys.Scheme, "test", out _),
                $"byte {i}");
        }
    }

    [Fact]
    public void Malformed_statements_are_refused_with_a_reason()
    {
        var bytes = AssertionCodec.Encode(TestAssertions.Make(AssertionKind.Alive, 0, 0, 1));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(AssertionCodec.TryDecode(bytes.AsSpan(0, length), [], out _, out var error));
            Assert.NotEmpty(error);
        }

        Assert.False(AssertionCodec.TryDecode([.. bytes, 0], [], out _, out _));
        var unknownKind = bytes.ToArray();
        unknownKind[22] = 5;
        Assert.False(AssertionCodec.TryDecode(unknownKind, [], out _, out var reason));
        Assert.Contains("kind 5", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_subject_says_that_it_lives_or_leaves_and_nobody_suspects_itself()
    {
        Assert.Equal(MembershipRefusal.NotTheOwner, RefusalOf(TestAssertions.Signed(AssertionKind.Alive, 0, 1, 1)));
        Assert.Equal(MembershipRefusal.NotTheOwner, RefusalOf(TestAssertions.Signed(AssertionKind.Leave, 0, 1, 1)));
        Assert.Equal(MembershipRefusal.NotTheOwner, RefusalOf(TestAssertions.Signed(AssertionKind.Suspect, 1, 1, 1)));
        Assert.Equal(MembershipRefusal.ForeignCluster, RefusalOf(TestAssertions.Signed(AssertionKind.Alive, 1, 1, 1, cluster: "another")));
        Assert.Equal(MembershipRefusal.None, RefusalOf(TestAssertions.Signed(AssertionKind.Suspect, 0, 1, 1)));
    }

    private static MembershipRefusal RefusalOf(Assertion assertion)
    {
        AssertionCodec.Verify(assertion, TestKeys.Scheme, "test", out var refusal);
        return refusal;
    }
}
