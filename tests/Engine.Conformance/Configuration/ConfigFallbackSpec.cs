using Akka.Configuration;

namespace Engine.Conformance.Configuration;

public sealed class ConfigFallbackSpec
{
    private static readonly Config Front = ConfigurationFactory.ParseString("a = 1, scope { x = 1, list = [1] }");
    private static readonly Config Back = ConfigurationFactory.ParseString("a = 2, b = 2, scope { x = 2, y = 2, list = [2] }");

    [Fact]
    public void What_stands_in_front_wins_and_the_rest_shows_through()
    {
        var config = Front.WithFallback(Back);

        Assert.Equal((1, 2), (config.GetInt("a"), config.GetInt("b")));
        Assert.Equal((1, 2), (config.GetInt("scope.x"), config.GetInt("scope.y")));
        Assert.Equal([1], config.GetIntList("scope.list"));
        Assert.True(config.HasPath("scope.y"));
    }

    [Fact]
    public void A_part_has_its_fallback_too()
    {
        var scope = Front.WithFallback(Back).GetConfig("scope");

        Assert.Equal((1, 2), (scope.GetInt("x"), scope.GetInt("y")));
    }

    [Fact]
    public void Fallbacks_stand_in_the_order_in_which_they_were_added()
    {
        var config = Front.WithFallback(Back).WithFallback(ConfigurationFactory.ParseString("b = 3, c = 3"));

        Assert.Equal((1, 2, 3), (config.GetInt("a"), config.GetInt("b"), config.GetInt("c")));
    }

    [Fact]
    public void Neither_side_is_changed()
    {
        Front.WithFallback(Back);

        Assert.False(Front.HasPath("b"));
        Assert.Equal(2, Back.GetInt("a"));
    }

    [Fact]
    public void Texts_are_configurations()
    {
        Config config = "a = 1";

        Assert.Equal(2, (config + "b = 2").GetInt("b"));
        Assert.Equal(3, ("a = 3" + config).GetInt("a"));
    }

    [Fact]
    public void Nothing_is_empty()
    {
        Assert.True(Config.Empty.IsEmpty);
        Assert.True(ConfigurationFactory.Empty.IsEmpty);
        Assert.True(ConfigurationFactory.ParseString("").IsEmpty);
        Assert.False(Front.IsEmpty);
        Assert.True(((Config?)null).IsNullOrEmpty());
        Assert.Equal(1, Config.Empty.WithFallback(Front).GetInt("a"));
        Assert.Equal(1, Config.Empty.SafeWithFallback(Front).GetInt("a"));
        Assert.Equal(1, Front.SafeWithFallback(null).GetInt("a"));
    }

    [Fact]
    public void A_configuration_cannot_be_its_own_fallback()
    {
        Assert.ThrowsAny<ArgumentException>(() => Front.WithFallback(Front));
    }

    [Fact]
    public void A_fallback_may_be_added_again()
    {
        var config = Front.WithFallback(Back).WithFallback(Back);

        Assert.Equal((1, 2), (config.GetInt("a"), config.GetInt("b")));
    }

    [Fact]
    public void Top_level_keys_can_be_listed()
    {
        var keys = Front.WithFallback(Back).AsEnumerable().Select(pair => pair.Key).Order();

        Assert.Equal(["a", "b", "scope"], keys);
    }

    [Fact]
    public void The_text_of_a_configuration_reads_back()
    {
        var read = ConfigurationFactory.ParseString(Back.ToString());

        Assert.Equal((2, 2, 2), (read.GetInt("a"), read.GetInt("scope.x"), read.GetInt("scope.y")));
        Assert.Equal([2], read.GetIntList("scope.list"));
    }

    [Fact]
    public void Values_can_be_walked()
    {
        var value = Back.GetValue("scope");

        Assert.True(value.IsObject());
        Assert.False(value.IsArray());
        Assert.Equal(2, value.GetObject().GetKey("x").GetInt());
        Assert.Equal(["list", "x", "y"], value.GetObject().Items.Keys.Order());
        Assert.True(value.GetChildObject("list").IsArray());
        Assert.Equal(2, value.GetChildObject("list").GetArray()[0].GetInt());
        Assert.Equal(2, value.AtKey("k").GetInt("k.x"));
        Assert.Null(Back.GetValue("none"));
        Assert.Equal("2", Back.Root.GetObject().GetKey("a").GetString());
        Assert.True(Back.Root.GetObject().GetKey("a").IsString());
    }

    [Fact]
    public void The_defaults_of_the_engine_are_a_configuration()
    {
        Assert.False(ConfigurationFactory.Default().IsEmpty);
        Assert.True(ConfigurationFactory.Default().HasPath("akka.actor.serializers"));
    }

    [Fact]
    public void An_object_is_a_configuration()
    {
        var config = ConfigurationFactory.FromObject(new { akka = new { loglevel = "DEBUG", number = 5 } });

        Assert.Equal("DEBUG", config.GetString("akka.loglevel"));
        Assert.Equal(5, config.GetInt("akka.number"));
    }
}
