using AkkaFederation.Hocon;

namespace Engine.Tests.Hocon;

public sealed class HoconIncludeTests
{
    private readonly Dictionary<string, string> _files = [];

    private ConfigObject Parse(string file) => HoconParser.ParseFile(file, HoconOptions.TextOnly with
    {
        ReadFile = path => _files.TryGetValue(path, out var text) ? text : throw new FileNotFoundException($"no {path}"),
    });

    private static string? Text(ConfigObject tree, string path) => (tree.Find(path)?.Value as ConfigScalar)?.Text;

    [Theory]
    [InlineData("include \"sub/b.conf\"")]
    [InlineData("include file(\"sub/b.conf\")")]
    [InlineData("include required( file(\"sub/b.conf\") )")]
    public void An_included_file_is_found_beside_the_including_one(string include)
    {
        _files[Path.Combine("etc", "a.conf")] = $"x = 1\n{include}\ny = 3";
        _files[Path.Combine("etc", "sub/b.conf")] = "x = 2\ny = 2\ninclude \"c.conf\"";
        _files[Path.Combine("etc/sub", "c.conf")] = "z = 4";

        var tree = Parse(Path.Combine("etc", "a.conf"));

        Assert.Equal("2 3 4", $"{Text(tree, "x")} {Text(tree, "y")} {Text(tree, "z")}");
        Assert.Equal(new SourcePosition(Path.Combine("etc", "sub/b.conf"), 1), tree.Find("x")!.Position);
    }

    [Fact]
    public void A_file_included_in_an_object_resolves_its_substitutions_there_first()
    {
        _files["a.conf"] = "near = outer, far = outer\nscope { include \"b.conf\" }";
        _files["b.conf"] = "near = inner\nx = ${near}\ny = ${far}";

        var tree = Parse("a.conf");

        Assert.Equal("inner outer", $"{Text(tree, "scope.x")} {Text(tree, "scope.y")}");
    }

    [Theory]
    [InlineData("x = 1\ninclude \"a.conf\"", "a.conf:2: \"a.conf\" includes itself")]
    [InlineData("include \"c.conf\"", "c.conf:1: \"a.conf\" includes itself")]
    [InlineData("include \"none.conf\"", "a.conf:1: cannot include \"none.conf\": no none.conf")]
    [InlineData("include url(\"http://x\")", "a.conf:1: expected a file name in quotes after 'include'")]
    [InlineData("include \"d.conf\"", "d.conf:2: expected a value for the key 'x'")]
    public void A_wrong_include_is_named_where_it_stands(string text, string message)
    {
        _files["a.conf"] = text;
        _files["c.conf"] = "include \"a.conf\"";
        _files["d.conf"] = "\nx =";

        Assert.StartsWith(message, Assert.Throws<HoconException>(() => Parse("a.conf")).Message);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        Assert.Equal("a.conf:0: cannot read the file: no a.conf", Assert.Throws<HoconException>(() => Parse("a.conf")).Message);
    }

    [Fact]
    public void A_text_that_is_no_file_cannot_include()
    {
        var error = Assert.Throws<HoconException>(() => HoconParser.Parse("include \"x\"", "text", HoconOptions.TextOnly));

        Assert.Contains("not read from a file", error.Message);
    }
}
