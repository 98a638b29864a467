using AkkaFederation.Hocon;

namespace Engine.Tests.Hocon;

public sealed class HoconErrorTests
{
    private static HoconException Refused(string text, HoconOptions? options = null) =>
        Assert.Throws<HoconException>(() => HoconParser.Parse(text, "test.conf", options ?? HoconOptions.TextOnly));

    [Theory]
    [InlineData("a = 1\n\nb", 3, "expected '=', ':' or '{' after the key 'b', found the end of the text")]
    [InlineData("a b c", 1, "expected '=', ':' or '{' after the key \"a b c\"")]
    [InlineData("a =", 1, "expected a value for the key 'a'")]
    [InlineData("a {\n b =\n}", 2, "expected a value for the key 'a.b'")]
    [InlineData("x = 1\na {\n b = 1\n", 2, "expected '}' to close the object that opens here")]
    [InlineData("a = [1,\n2", 1, "expected ']' to close the list that opens here")]
    [InlineData("a = \"text\nb = 1", 1, "expected '\"' to close the string, found the end of the line")]
    [InlineData("\na = \"\"\"text\nb = 1", 2, "expected \"\"\" to close the string that opens here")]
    [InlineData("a = \"\\x\"", 1, "expected one of")]
    [InlineData("a = \"\\u12G4\"", 1, "expected four hexadecimal digits")]
    [InlineData("a = localhost:8080", 1, "expected quotes around the value, found ':'")]
    [InlineData("a = *", 1, "expected quotes around the value, found '*'")]
    [InlineData("a = $x", 1, "expected '{' after '$'")]
    [InlineData("a = ${x", 1, "expected '}' to close the substitution")]
    [InlineData("= 1", 1, "expected a key, found '='")]
    [InlineData("a..b = 1", 1, "expected a key, found '.'")]
    [InlineData("a = 1 }", 1, "expected a key or the end of the text, found '}'")]
    [InlineData("a = 1,,b = 2", 1, "expected a key, found ','")]
    [InlineData("a = [1,,2]", 1, "expected a value")]
    [InlineData("[1]", 1, "expected a key, found '['")]
    [InlineData("a = [1 }", 1, "expected a value, ',' or ']', found '}'")]
    [InlineData("a = \u0001", 1, "expected quotes around the value, found control character U+0001")]
    public void An_error_names_line_and_expectation(string text, int line, string problem)
    {
        var error = Refused(text);

        Assert.Equal(new SourcePosition("test.conf", line), error.Position);
        Assert.Contains(problem.Replace("\"a b c\"", "'\"a b c\"'"), error.Message);
        Assert.StartsWith($"test.conf:{line}: ", error.Message);
    }

    [Theory]
    [InlineData("a = ", "{a = ")]
    [InlineData("a = ", "[")]
    [InlineData("a = ", "[{a = ")]
    [InlineData("", "a.")]
    [InlineData("a = ${", "a.")]
    public void Nesting_is_bounded(string start, string opening)
    {
        var nested = start + string.Concat(Enumerable.Repeat(opening, 100));

        Assert.Contains("deep", Refused(nested).Message);
    }

    [Fact]
    public void Nesting_through_substitutions_is_bounded()
    {
        var text = "a0 { x = 1 }\n" + string.Concat(Enumerable.Range(1, 100).Select(i => $"a{i} {{ x = ${{a{i - 1}}} }}\n"));

        Assert.Contains("levels after substitution", Refused(text).Message);
    }

    [Fact]
    public void A_chain_of_substitutions_is_bounded()
    {
        var text = string.Concat(Enumerable.Range(1, 10_000).Select(i => $"a{i} = ${{a{i + 1}}}\n")) + "a10001 = 1";

        Assert.Contains("leads through too many others", Refused(text).Message);
    }

    [Theory]
    [InlineData("a{1} = ${a{0}}${a{0}}", "0123456789")]
    [InlineData("a{1} = [${a{0}}, ${a{0}}]", "[1, 2]")]
    [InlineData("a{1} = { x = ${a{0}}, y = ${a{0}} }", "{ x = 1 }")]
    public void A_small_text_cannot_become_a_large_tree(string step, string first)
    {
        var lines = Enumerable.Range(1, 40).Select(i => step.Replace("{0}", $"{i - 1}").Replace("a{1}", $"a{i}"));

        Assert.Contains("after substitution", Refused($"a0 = {first}\n{string.Join('\n', lines)}").Message);
    }

    [Fact]
    public void The_size_of_the_text_is_bounded()
    {
        Assert.Contains("more than 100 characters", Refused(
            new string(' ', 101), HoconOptions.TextOnly with { MaxCharacters = 100 }).Message);
    }
}
