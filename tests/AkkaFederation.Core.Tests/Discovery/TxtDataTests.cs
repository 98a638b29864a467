using System.Text;
using AkkaFederation.Discovery;

namespace AkkaFederation.Core.Tests.Discovery;

/// <summary>TXT records as RFC 6763, section 6 has them.</summary>
public sealed class TxtDataTests
{
    [Fact]
    public void Pairs_are_strings_with_their_length_before_them() =>
        Assert.Equal([3, (byte)'a', (byte)'=', (byte)'b', 2, (byte)'c', (byte)'='], TxtData.Encode([new("a", "b"), new("c", "")]).ToArray());

    [Fact]
    public void Nothing_to_say_is_one_empty_string() => Assert.Equal([0], TxtData.Encode([]).ToArray());

    [Fact]
    public void The_first_of_equal_keys_counts_without_regard_to_case_and_strings_without_a_key_are_passed_over()
    {
        byte[] data = [3, .. "a=1"u8, 3, .. "A=2"u8, 2, .. "=x"u8, 0, 1, .. "b"u8, 4, .. "c==="u8];
        var text = TxtData.Decode(data)!;
        Assert.Equal(["a", "b", "c"], text.Keys);
        Assert.Equal(("1", "", "=="), (text["A"], text["b"], text["c"]));
    }

    [Fact]
    public void A_value_that_is_too_long_is_cut_between_two_characters()
    {
        var data = TxtData.Encode([new("k", new string('ä', 200))]).ToArray();
        Assert.InRange(data[0], 254, 255);
        Assert.Equal(new string('ä', 126), Encoding.UTF8.GetString(data.AsSpan(3)));
    }

    [Theory]
    [InlineData(new byte[] { 5, 97 })]
    [InlineData(new byte[] { 255 })]
    [InlineData(new byte[] { 1 })]
    public void Garbage_is_refused(byte[] data) => Assert.Null(TxtData.Decode(data));

    [Fact]
    public void More_than_a_packet_is_refused_both_ways()
    {
        Assert.Null(TxtData.Decode(new byte[TxtData.MaxBytes + 1]));
        Assert.Throws<ArgumentException>(() => TxtData.Encode(Enumerable.Range(0, 10).Select(i => KeyValuePair.Create($"k{i}", new string('x', 250)))));
    }
}
