using System.Text;
using AkkaFederation.Core.Tests.Consensus;
using AkkaFederation.Gossip;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Gossip;

public sealed class UpdateCodecTests
{
    private static readonly Did Origin = TestKeys.Name(1);

    [Fact]
    public void The_layout_of_the_statement_is_fixed()
    {
        var expected = new List<byte>();
        expected.AddRange("AKFED-GOSS-V0001"u8);
        expected.AddRange([0, 4, .. "test"u8]);
        expected.AddRange([0, 57, .. Encoding.ASCII.GetBytes(Origin.Value)]);
        expected.AddRange([0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 9]);
        expected.AddRange([3, 10, 0, 9, .. "emergency"u8]);
        expected.AddRange([0, 0, 0, 0, 0, 0, 3, 0xe8]);
        expected.AddRange([1, 1, 0, 57, .. Encoding.ASCII.GetBytes(TestKeys.Name(2).Value), 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 6]);
        expected.AddRange([0, 0, 0, 2, .. Convert.FromHexString("8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4")]);
        Assert.Equal(Convert.ToHexString([.. expected]), Convert.ToHexString(UpdateCodec.Encode(Sample(), "test")));
    }

    [Fact]
    public void It_comes_back_as_it_was()
    {
        var signed = UpdateCodec.Sign(Sample(), "test", new TestSigner(Origin));
        Assert.True(UpdateCodec.TryDecode(signed.Statement, signed.Signature, signed.Update.Payload, out var read, out var error), error);
        Assert.Equal((signed.Update.Id, "emergency", GossipPriority.Critical, "test"), (read.Id, read.Update.Kind, read.Update.Priority, read.ClusterId));
        Assert.Equal(signed.Update.Clock.Entries.ToArray(), read.Update.Clock.Entries.ToArray());
        Assert.True(read.Update.Clock.IsPruned);
        Assert.Equal(signed.Statement.ToArray(), UpdateCodec.Encode(read.Update, "test"));
    }

    [Fact]
    public void Another_payload_than_the_one_signed_is_refused()
    {
        var signed = UpdateCodec.Sign(Sample(), "test", new TestSigner(Origin));
        Assert.False(UpdateCodec.TryDecode(signed.Statement, signed.Signature, "ho"u8.ToArray(), out _, out var error));
        Assert.Contains("payload", error);
    }

    [Fact]
    public void Every_cut_and_every_changed_byte_is_refused_or_changes_what_is_signed()
    {
        var signed = UpdateCodec.Sign(Sample(), "test", new TestSigner(Origin));
        var bytes = signed.Statement.ToArray();
        var verifier = new TestVerifier();
        for (var i = 0; i < bytes.Length; i++)
        {
            Assert.False(UpdateCodec.TryDecode(bytes.AsMemory(0, i), signed.Signature, signed.Update.Payload, out _, out _));
            var changed = bytes.ToArray();
            changed[i] ^= 1;
            if (UpdateCodec.TryDecode(changed, signed.Signature, signed.Update.Payload, out var read, out _))
                Assert.False(verifier.Verify(read.Id.Origin, read.Statement.Span, read.Signature.Span));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("line\r\nfeed")]
    [InlineData("\u001b[31mred")]
    public void A_kind_that_is_no_word_is_refused_A29(string kind)
    {
        var signed = UpdateCodec.Sign(Sample() with { Kind = kind }, "test", new TestSigner(Origin));
        Assert.False(UpdateCodec.TryDecode(signed.Statement, signed.Signature, signed.Update.Payload, out _, out _));
    }

    private static GossipUpdate Sample() => new()
    {
        Id = new GossipId(Origin, 7, 9),
        Kind = "emergency",
        Priority = GossipPriority.Critical,
        HopLimit = 10,
        At = DateTimeOffset.FromUnixTimeMilliseconds(1000),
        Clock = new VectorClock([new ClockEntry(TestKeys.Name(2), 5, 6)], IsPruned: true),
        Payload = "hi"u8.ToArray(),
    };
}
