using System.Text;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Identity;

/// <summary>Known answers of draft-msporny-base58-03, section 5, and of Bitcoin Core's base58 vectors.</summary>
public sealed class Base58Tests
{
    [Theory]
    [InlineData("Hello World!", "2NEpo7TZRRrLZSi2U")]
    [InlineData("The quick brown fox jumps over the lazy dog.", "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z")]
    public void Encodes_and_decodes_the_drafts_texts(string text, string encoded)
    {
        Assert.Equal(encoded, Base58.Encode(Encoding.ASCII.GetBytes(text)));
        Assert.True(Base58.TryDecode(encoded, out var decoded));
        Assert.Equal(text, Encoding.ASCII.GetString(decoded));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("61", "2g")]
    [InlineData("626262", "a3gV")]
    [InlineData("636363", "aPEr")]
    [InlineData("0000287fb4cd", "11233QC4")]
    [InlineData("00000000000000000000", "1111111111")]
    [InlineData("572e4794", "3EFU7m")]
    [InlineData("10c8511e", "Rt5zm")]
    [InlineData("00eb15231dfceb60925886b67d065299925915aeb172c06647", "1NS17iag9jJgTHD1VXjvLCEnZuQ3rJDE9L")]
    public void Encodes_and_decodes_known_bytes(string hex, string encoded)
    {
        Assert.Equal(encoded, Base58.Encode(Convert.FromHexString(hex)));
        Assert.True(Base58.TryDecode(encoded, out var decoded));
        Assert.Equal(hex, Convert.ToHexStringLower(decoded));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("O")]
    [InlineData("I")]
    [InlineData("l")]
    [InlineData("a b")]
    [InlineData("é")]
    public void Refuses_characters_outside_the_alphabet(string text) => Assert.False(Base58.TryDecode(text, out _));

    [Fact]
    public void Refuses_a_text_longer_than_the_limit() =>
        Assert.False(Base58.TryDecode(new string('z', Base58.MaxLength + 1), out _));
}
