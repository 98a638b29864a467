using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Engine.Conformance.Configuration;

public sealed class HoconTreeSpec
{
    private static readonly Config Sample = ConfigurationFactory.ParseString("""
        number = 42
        real = 2.5
        flag = on
        time = 3s
        size = 4k
        text = word
        texts = [a, b]
        numbers = [1, 2]
        reals = [1.5, 2.5]
        flags = [on, off]
        scope { x = 1 }
        """);

    private static HoconValue Value(string key) => Sample.GetValue(key);

    [Fact]
    public void A_value_is_read_as_it_is_asked_for()
    {
        Assert.Equal((byte)42, Value("number").GetByte());
        Assert.Equal(42L, Value("number").GetLong());
        Assert.Equal(2.5f, Value("real").GetFloat());
        Assert.Equal(2.5, Value("real").GetDouble());
        Assert.Equal(2.5m, Value("real").GetDecimal());
        Assert.True(Value("flag").GetBoolean());
        Assert.Equal(TimeSpan.FromSeconds(3), Value("time").GetTimeSpan());
        Assert.Equal(4096L, Value("size").GetByteSize());
        Assert.Equal("word", Value("text").GetString());
    }

    [Fact]
    public void A_list_is_read_by_element_type()
    {
        Assert.Equal(["a", "b"], Value("texts").GetStringList());
        Assert.Equal([(byte)1, (byte)2], Value("numbers").GetByteList());
        Assert.Equal([1, 2], Value("numbers").GetIntList());
        Assert.Equal([1L, 2L], Value("numbers").GetLongList());
        Assert.Equal([1.5f, 2.5f], Value("reals").GetFloatList());
        Assert.Equal([1.5, 2.5], Value("reals").GetDoubleList());
        Assert.Equal([1.5m, 2.5m], Value("reals").GetDecimalList());
        Assert.Equal([true, false], Value("flags").GetBooleanList());
    }

    [Fact]
    public void An_object_is_neither_text_nor_list()
    {
        var tree = Value("scope").GetObject();

        Assert.False(tree.IsArray());
        Assert.False(tree.IsString());
        Assert.ThrowsAny<Exception>(() => tree.GetArray());
        Assert.ThrowsAny<Exception>(() => tree.GetString());
        IHoconElement element = tree;
        Assert.False(element.IsArray());
        IMightBeAHoconObject maybe = Value("scope");
        Assert.True(maybe.IsObject());
        Assert.NotNull(maybe.GetObject());
    }

    [Fact]
    public void An_object_is_a_configuration()
    {
        Assert.Equal(1, Value("scope").ToConfig().GetInt("x"));
        Assert.False(Value("scope").IsEmpty);
        Assert.True(new HoconValue().IsEmpty);
    }

    [Fact]
    public void A_configuration_is_made_of_a_root_and_a_fallback()
    {
        var root = new HoconRoot(Sample.Root);
        var back = ConfigurationFactory.ParseString("number = 1, more = 2");

        Assert.Equal(42, new Config(root).GetInt("number"));
        Assert.Equal(42, root.Value.GetObject().GetKey("number").GetInt());
        var both = Sample.WithFallback(back);
        Assert.Equal((42, 2), (both.GetInt("number"), both.GetInt("more")));
        Assert.Equal(2, Sample.WithFallback(back).Fallback.GetInt("more"));
    }

    [Fact]
    public void A_configuration_is_read_from_a_resource()
    {
        var assembly = typeof(HoconTreeSpec).Assembly;

        Assert.Equal("yes", ConfigurationFactory.FromResource<HoconTreeSpec>("sample.conf").GetString("from.resource"));
        Assert.Equal("yes", ConfigurationFactory.FromResource("sample.conf", this).GetString("from.resource"));
        Assert.Equal("yes", ConfigurationFactory.FromResource("sample.conf", assembly).GetString("from.resource"));
        Assert.ThrowsAny<Exception>(() => ConfigurationFactory.FromResource("none.conf", assembly));
    }

    [Fact]
    public void Without_application_settings_nothing_is_loaded()
    {
        Assert.True(ConfigurationFactory.Load().IsNullOrEmpty());
    }

    [Fact]
    public void A_missing_configuration_is_named()
    {
        Assert.Contains(nameof(HoconTreeSpec), ConfigurationException.NullOrEmptyConfig<HoconTreeSpec>().Message);
        Assert.Contains("some.path", ConfigurationException.NullOrEmptyConfig<HoconTreeSpec>("some.path").Message);
        var cause = new InvalidOperationException();
        Assert.Same(cause, new ConfigurationException("x", cause).InnerException);
    }
}
