using AkkaFederation.Hocon;

namespace Engine.Tests.Hocon;

public sealed class HoconUnitsTests
{
    [Theory]
    [InlineData("1500", 1500)]
    [InlineData("2s", 2000)]
    [InlineData(" 2.5 seconds ", 2500)]
    [InlineData("3 m", 180_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1 day", 86_400_000)]
    [InlineData("250 us", 0.25)]
    [InlineData("1000 ns", 0.001)]
    public void Durations(string text, double milliseconds)
    {
        Assert.True(HoconUnits.TryParseDuration(text, out var value));
        Assert.Equal(TimeSpan.FromTicks((long)(milliseconds * TimeSpan.TicksPerMillisecond)), value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1 fortnight")]
    [InlineData("1,5 s")]
    [InlineData("99999999999999999999d")]
    [InlineData(null)]
    public void What_is_no_duration_is_refused(string? text) => Assert.False(HoconUnits.TryParseDuration(text, out _));

    [Theory]
    [InlineData("17", 17L)]
    [InlineData("128000b", 128_000L)]
    [InlineData("1kB", 1000L)]
    [InlineData("1 KiB", 1024L)]
    [InlineData("1k", 1024L)]
    [InlineData("1.5M", 1_572_864L)]
    [InlineData("2 gigabytes", 2_000_000_000L)]
    public void Byte_sizes(string text, long expected)
    {
        Assert.True(HoconUnits.TryParseByteSize(text, out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("k")]
    [InlineData("-1k")]
    [InlineData("1 q")]
    [InlineData("99999999999999T")]
    public void What_is_no_byte_size_is_refused(string text) => Assert.False(HoconUnits.TryParseByteSize(text, out _));
}
