using AkkaFederation.Hocon;

namespace Engine.Tests.Hocon;

public sealed class HoconSubstitutionTests
{
    private static readonly HoconOptions Options = HoconOptions.TextOnly with
    {
        Environment = name => name == "HOME" ? "/home/fed" : null,
    };

    private static ConfigObject Parse(string text) => HoconParser.Parse(text, "test.conf", Options);

    private static string? Text(ConfigObject tree, string path) => (tree.Find(path)?.Value as ConfigScalar)?.Text;

    private static string Items(ConfigObject tree, string path) =>
        string.Join(' ', ((ConfigArray)tree.Find(path)!.Value).Items.Cast<ConfigScalar>().Select(s => s.Text));

    [Theory]
    [InlineData("b = 1, a = ${b}", "1")]
    [InlineData("a = ${b}, b = 1", "1")]
    [InlineData("a = ${b}, b = 1, b = 2", "2")]
    [InlineData("a = ${x.y}, x { y = 1 }", "1")]
    [InlineData("a = ${x.\"y.z\"}, x { \"y.z\" = 1 }", "1")]
    [InlineData("h = host, p = 80, a = ${h}\":\"${p}", "host:80")]
    [InlineData("a = ${HOME}/data", "/home/fed/data")]
    [InlineData("a = ${?HOME}", "/home/fed")]
    [InlineData("HOME = own, a = ${HOME}", "own")]
    [InlineData("a = 1, a = ${?none}", "1")]
    [InlineData("a = x${?none}y", "xy")]
    [InlineData("a = 1, a = ${a}2", "12")]
    [InlineData("a = 1, a = ${a}2, a = ${a}3", "123")]
    [InlineData("a = ${?a}1", "1")]
    [InlineData("a = ${b}, b = ${c}, c = 1", "1")]
    public void A_substitution_takes_the_final_value(string text, string expected)
    {
        Assert.Equal(expected, Text(Parse(text), "a"));
    }

    [Fact]
    public void An_optional_substitution_without_a_value_leaves_no_field()
    {
        Assert.Empty(Parse("a = ${?none}").Fields);
    }

    [Fact]
    public void An_object_is_inherited_and_changed()
    {
        var tree = Parse("base { x = 1, y = 1 }\n a = ${base} { y = 2 }\n b = ${base}\n b.x = 3");

        Assert.Equal("1 2", $"{Text(tree, "a.x")} {Text(tree, "a.y")}");
        Assert.Equal("3 1", $"{Text(tree, "b.x")} {Text(tree, "b.y")}");
    }

    [Fact]
    public void A_field_may_refer_to_its_neighbour_within_a_merged_object()
    {
        var tree = Parse("base { x = 1 }\n a = ${base}\n a { y = ${a.x} }");

        Assert.Equal("1", Text(tree, "a.y"));
    }

    [Fact]
    public void Lists_are_appended()
    {
        Assert.Equal("1 2 3", Items(Parse("a = [1] [2, 3]"), "a"));
        Assert.Equal("1 2", Items(Parse("a += 1\n a += 2"), "a"));
        Assert.Equal("1 2 3", Items(Parse("b = [1, 2], a = ${b} [3]"), "a"));
        Assert.Equal("1 2", Items(Parse("x { a = [1] }\n x.a += 2"), "x.a"));
    }

    [Fact]
    public void A_thousand_appended_values_are_no_recursion()
    {
        var text = string.Concat(Enumerable.Range(0, 1000).Select(i => $"a += {i}\n"));

        Assert.Equal(1000, ((ConfigArray)Parse(text).Find("a")!.Value).Items.Count);
    }

    [Theory]
    [InlineData("a = 1\nb = ${none}", "test.conf:2: expected 'none' to be defined: it is neither a key nor an environment variable")]
    [InlineData("a = ${a}", "test.conf:1: expected 'a' to be defined")]
    [InlineData("a = ${b}\nb = ${a}", "test.conf:2: expected 'a' to be defined")]
    [InlineData("a { b = ${a} }", "test.conf:1: expected 'a' to be defined")]
    [InlineData("a = {x=1} 5", "test.conf:1: expected an object to be joined with its like, found a number")]
    [InlineData("a = [1] x", "test.conf:1: expected a list to be joined with its like, found a string")]
    [InlineData("a = x [1]", "test.conf:1: expected a string to be joined with its like, found a list")]
    public void What_cannot_be_resolved_is_named(string text, string message)
    {
        Assert.StartsWith(message, Assert.Throws<HoconException>(() => Parse(text)).Message);
    }
}
