using AkkaFederation.Hocon;

namespace Engine.Tests.Hocon;

public sealed class HoconParserTests
{
    private static ConfigObject Parse(string text) => HoconParser.Parse(text, "test.conf", HoconOptions.TextOnly);

    private static string? Text(ConfigObject tree, string path) => (tree.Find(path)?.Value as ConfigScalar)?.Text;

    [Theory]
    [InlineData("a = 1")]
    [InlineData("a : 1")]
    [InlineData("{ a = 1 }")]
    [InlineData("{\"a\":1}")]
    [InlineData("\"a\"=1 # comment")]
    [InlineData("// comment\na = 1 // comment")]
    [InlineData("a\n=\n1")]
    [InlineData("a = 2\r\na = 1\r\n")]
    [InlineData("a = 1,")]
    [InlineData("\uFEFFa = 1")]
    public void Every_form_of_assignment_gives_the_same_value(string text)
    {
        Assert.Equal("1", Text(Parse(text), "a"));
    }

    [Theory]
    [InlineData("a { b { c = x } }")]
    [InlineData("a.b.c = x")]
    [InlineData("a { b.c = x }")]
    [InlineData("a\n{\n b : { c = x }\n}")]
    [InlineData("a . \"b\" . c = x")]
    [InlineData("a = { b = { c = x } }")]
    public void Dotted_paths_and_braces_are_the_same(string text)
    {
        Assert.Equal("x", Text(Parse(text), "a.b.c"));
    }

    [Fact]
    public void Quoted_keys_keep_their_dots()
    {
        var tree = Parse("deployment { \"/user/a.b\" { router = x } }");

        Assert.Equal("x", Text(tree, "deployment.\"/user/a.b\".router"));
    }

    [Theory]
    [InlineData("a = \"x \\\" \\\\ \\n \\u0041\"", "x \" \\ \n A")]
    [InlineData("a = \"\"\"raw \\n \"quoted\" \n second\"\"\"", "raw \\n \"quoted\" \n second")]
    [InlineData("a = \"\"\"x\"\"\"\"", "x\"")]
    [InlineData("a =   some bare   words  # c", "some bare   words")]
    [InlineData("a = one \"two\" three", "one two three")]
    [InlineData("a = 10 ms", "10 ms")]
    [InlineData("a = akka.tcp//x", "akka.tcp")]
    [InlineData("a = 1e+5", "1e+5")]
    [InlineData("a = \"\"", "")]
    public void Text_is_read_as_written(string text, string expected)
    {
        Assert.Equal(expected, Text(Parse(text), "a"));
    }

    [Fact]
    public void Scalars_know_their_kind()
    {
        var tree = Parse("n = 1.5, b = on, z = null, s = word, q = \"true\"");

        Assert.Equal(
            ["a number", "a boolean", "null", "a string", "a string"],
            tree.Fields.Select(f => f.Value.Kind));
    }

    [Fact]
    public void Lists_take_commas_and_lines()
    {
        var tree = Parse("a = [1, 2\n 3\n\n, {b = 4}, [5], # six\n 6,\n]");

        Assert.Equal("1 2 3 {} [] 6", string.Join(' ', ((ConfigArray)tree.Find("a")!.Value).Items.Select(i => i switch
        {
            ConfigScalar s => s.Text,
            ConfigObject => "{}",
            _ => "[]",
        })));
    }

    [Fact]
    public void Objects_merge_and_later_values_win()
    {
        var tree = Parse("a { x = 1, y = 1 }\n a { y = 2, z = 2 }\n a.z = 3");

        Assert.Equal("1 2 3", $"{Text(tree, "a.x")} {Text(tree, "a.y")} {Text(tree, "a.z")}");
    }

    [Fact]
    public void A_scalar_between_two_objects_starts_the_object_anew()
    {
        var tree = Parse("a { x = 1 }\n a = 5\n a { y = 2 }");

        Assert.Equal(["y"], ((ConfigObject)tree.Find("a")!.Value).Fields.Select(f => f.Key));
    }

    [Fact]
    public void Keys_and_values_know_their_lines()
    {
        var tree = Parse("a {\n  b = 1\n  c =\n    [ x,\n y ]\n}\na.b = 2");

        var b = tree.Find("a.b")!;
        Assert.Equal(new SourcePosition("test.conf", 7), b.Position);
        Assert.Equal(7, b.Value.Position.Line);
        var c = tree.Find("a.c")!;
        Assert.Equal((3, 4), (c.Position.Line, c.Value.Position.Line));
        Assert.Equal(5, ((ConfigArray)c.Value).Items[1].Position.Line);
    }

    [Fact]
    public void What_is_written_reads_back_as_the_same_tree()
    {
        var tree = Parse("a { b = [1, \"x y\", {c = null}], \"d.e\" = \"q\\\"\\n\" }\nx = ${a.b}\ny = a b/c\ninclude = 1 s");

        var written = tree.ToString();

        Assert.Equal(written, Parse(written).ToString());
        Assert.Equal("q\"\n", Text(Parse(written), "a.\"d.e\""));
        Assert.Equal("1 s", Text(Parse(written), "include"));
    }
}
