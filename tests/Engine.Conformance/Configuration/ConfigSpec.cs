using Akka.Configuration;

namespace Engine.Conformance.Configuration;

public sealed class ConfigSpec
{
    private static readonly Config Sample = ConfigurationFactory.ParseString("""
        # the kinds of value
        text = "quoted text"
        bare = bare text   // the rest is a comment
        raw = '''a "raw" text'''
        number = 42
        big = 5000000000
        real = 2.5
        yes = on
        no = off
        truth = true
        nothing = ""
        list = [a, "b c", d]
        numbers = [1, 2, 3]
        reals = [1.5, 2]
        flags = [true, off]
        lines = [
          x
          y
        ]
        scope {
          inner { key : value }
          other.key = 7
        }
        scope.inner.late = 1
        "dotted.key" = 8
        """.Replace("'''", "\"\"\""));

    [Fact]
    public void Strings_may_be_quoted_bare_or_raw()
    {
        Assert.Equal("quoted text", Sample.GetString("text"));
        Assert.Equal("bare text", Sample.GetString("bare"));
        Assert.Equal("a \"raw\" text", Sample.GetString("raw"));
        Assert.Equal("", Sample.GetString("nothing"));
    }

    [Fact]
    public void Numbers_are_read_in_every_width()
    {
        Assert.Equal(42, Sample.GetInt("number"));
        Assert.Equal(42L, Sample.GetLong("number"));
        Assert.Equal(5_000_000_000, Sample.GetLong("big"));
        Assert.Equal(2.5, Sample.GetDouble("real"));
        Assert.Equal(2.5f, Sample.GetFloat("real"));
        Assert.Equal(2.5m, Sample.GetDecimal("real", 0m));
    }

    [Fact]
    public void Booleans_have_several_words()
    {
        Assert.True(Sample.GetBoolean("yes"));
        Assert.True(Sample.GetBoolean("truth"));
        Assert.False(Sample.GetBoolean("no", true));
    }

    [Fact]
    public void Lists_are_read_by_element_type()
    {
        Assert.Equal(["a", "b c", "d"], Sample.GetStringList("list"));
        Assert.Equal(["x", "y"], Sample.GetStringList("lines"));
        Assert.Equal([1, 2, 3], Sample.GetIntList("numbers"));
        Assert.Equal([1L, 2L, 3L], Sample.GetLongList("numbers"));
        Assert.Equal([(byte)1, (byte)2, (byte)3], Sample.GetByteList("numbers"));
        Assert.Equal([1.5, 2.0], Sample.GetDoubleList("reals"));
        Assert.Equal([1.5f, 2.0f], Sample.GetFloatList("reals"));
        Assert.Equal([1.5m, 2.0m], Sample.GetDecimalList("reals"));
        Assert.Equal([true, false], Sample.GetBooleanList("flags"));
    }

    [Fact]
    public void A_missing_key_gives_the_default()
    {
        Assert.Null(Sample.GetString("none"));
        Assert.Equal("x", Sample.GetString("none", "x"));
        Assert.Equal(0, Sample.GetInt("none"));
        Assert.Equal(3, Sample.GetInt("none", 3));
        Assert.Equal(3L, Sample.GetLong("none.deeper", 3));
        Assert.Equal(1.5, Sample.GetDouble("none", 1.5));
        Assert.Equal(1.5f, Sample.GetFloat("none", 1.5f));
        Assert.True(Sample.GetBoolean("none", true));
        Assert.Equal(TimeSpan.Zero, Sample.GetTimeSpan("none"));
        Assert.Equal(TimeSpan.FromSeconds(2), Sample.GetTimeSpan("none", TimeSpan.FromSeconds(2)));
        Assert.Null(Sample.GetByteSize("none"));
        Assert.Equal(9L, Sample.GetByteSize("none", 9L));
        Assert.Equal(["d"], Sample.GetStringList("none", ["d"]));
    }

    [Fact]
    public void Paths_are_dotted_and_objects_merge()
    {
        Assert.Equal("value", Sample.GetString("scope.inner.key"));
        Assert.Equal(1, Sample.GetInt("scope.inner.late"));
        Assert.Equal(7, Sample.GetInt("scope.other.key"));
        Assert.Equal(8, Sample.GetInt("\"dotted.key\""));
        Assert.True(Sample.HasPath("scope.inner"));
        Assert.True(Sample.HasPath("scope.inner.key"));
        Assert.False(Sample.HasPath("scope.inner.none"));
    }

    [Fact]
    public void A_part_is_a_configuration_of_its_own()
    {
        var inner = Sample.GetConfig("scope.inner");

        Assert.Equal("value", inner.GetString("key"));
        Assert.False(inner.IsNullOrEmpty());
        Assert.True(Sample.GetConfig("scope.none").IsNullOrEmpty());
    }

    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("250 ms", 250)]
    [InlineData("250", 250)]
    [InlineData("3s", 3_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1d", 86_400_000)]
    public void Durations(string text, double milliseconds)
    {
        var config = ConfigurationFactory.ParseString($"t = {text}");

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), config.GetTimeSpan("t"));
    }

    [Fact]
    public void A_duration_may_be_infinite()
    {
        Assert.Equal(Timeout.InfiniteTimeSpan, ConfigurationFactory.ParseString("t = infinite").GetTimeSpan("t"));
    }

    [Theory]
    [InlineData("512", 512L)]
    [InlineData("512b", 512L)]
    [InlineData("4k", 4096L)]
    [InlineData("1M", 1_048_576L)]
    public void Byte_sizes(string text, long bytes)
    {
        Assert.Equal(bytes, ConfigurationFactory.ParseString($"s = {text}").GetByteSize("s"));
    }

    [Fact]
    public void A_substitution_of_nothing_is_refused()
    {
        Assert.ThrowsAny<Exception>(() => ConfigurationFactory.ParseString("a = ${b}"));
    }

    [Fact]
    public void A_value_of_the_wrong_kind_is_refused()
    {
        Assert.ThrowsAny<Exception>(() => Sample.GetInt("text"));
        Assert.ThrowsAny<Exception>(() => Sample.GetBoolean("text"));
        Assert.ThrowsAny<Exception>(() => Sample.GetTimeSpan("text"));
    }

    [Fact]
    public void Substitutions_take_values_and_objects_of_the_same_text()
    {
        var config = ConfigurationFactory.ParseString("base { x = 1 }\n copy = ${base}\n text = ${base.x}");

        Assert.Equal(1, config.GetInt("copy.x"));
        Assert.Equal(1, config.GetInt("text"));
    }

    [Fact]
    public void An_include_is_answered_by_the_callback()
    {
        var config = ConfigurationFactory.ParseString(
            "a = 1\ninclude \"part\"",
            name => new Akka.Configuration.Hocon.HoconRoot(ConfigurationFactory.ParseString($"from = {name}").Root));

        Assert.Equal("part", config.GetString("from"));
        Assert.Equal(1, config.GetInt("a"));
    }
}
