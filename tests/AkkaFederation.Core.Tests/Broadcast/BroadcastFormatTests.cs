using AkkaFederation.Broadcast;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Broadcast;

/// <summary>The signed bytes are those of docs/formats.md.</summary>
public sealed class BroadcastFormatTests
{
    private const string Origin = "did:key:zDnaeR4vY14zbnkkvCvHsAqJ4CEUavTrHTug3LPUcktoriFfY";

    private const string Known =
        "414b4645442d424353542d5630303031" // AKFED-BCST-V0001
        + "00076578616d706c65" // example
        + "0039" + "6469643a6b65793a7a446e616552347659313" + "47a626e6b6b764376487341714a344345556176547248547567334c5055636b746f726946" + "6659"
        + "0000018bcfe56800" + "0000000000000007" + "0000000000000003" // epoch, sequence, floor
        + "02" + "00000005" // tree, 5 bytes
        + "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"; // SHA-256 of "hello"

    [Fact]
    public void The_statement_of_a_broadcast_has_these_bytes()
    {
        var hash = Convert.FromHexString(Known[^64..]);
        var header = new BroadcastHeader("example", new BroadcastId(Did.Parse(Origin), 1_700_000_000_000, 7), 3, BroadcastMode.Tree, 5, hash);
        Assert.Equal(Known, Convert.ToHexStringLower(BroadcastCodec.Encode(header)));
        Assert.True(BroadcastCodec.TryDecode(Convert.FromHexString(Known), out var read, out _));
        Assert.Equal((header.Id, header.Floor, header.Mode, header.Length), (read.Id, read.Floor, read.Mode, read.Length));
        Assert.Equal(hash, System.Security.Cryptography.SHA256.HashData("hello"u8));
    }

    [Fact]
    public void Whatever_is_cut_off_or_added_is_no_statement()
    {
        var bytes = Convert.FromHexString(Known);
        for (var length = 0; length < bytes.Length; length++) Assert.False(BroadcastCodec.TryDecode(bytes.AsSpan(0, length), out _, out _));
        Assert.False(BroadcastCodec.TryDecode([.. bytes, 0], out _, out _));
    }
}
