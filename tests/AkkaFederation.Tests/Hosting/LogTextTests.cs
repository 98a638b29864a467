using AkkaFederation.Hosting;

namespace AkkaFederation.Tests.Hosting;

/// <summary>A29: CR, LF and ANSI in what reaches logs.</summary>
public sealed class LogTextTests
{
    [Theory]
    [InlineData("plain text, é and 漢字", "plain text, é and 漢字")]
    [InlineData("a\r\nINFO forged", "a\\r\\nINFO forged")]
    [InlineData("\u001b[2J\u001b[31mred", "\\u001b[2J\\u001b[31mred")]
    [InlineData("tab\there", "tab\\there")]
    [InlineData("nul\0 and c1 \u009b", "nul\\u0000 and c1 \\u009b")]
    [InlineData("line\u2028separator", "line\\u2028separator")]
    [InlineData("right\u202eto left", "right\\u202eto left")]
    public void Control_characters_become_visible(string text, string escaped) => Assert.Equal(escaped, LogText.Escape(text));

    [Fact]
    public void Text_without_them_is_not_copied()
    {
        const string Text = "nothing to do";
        Assert.Same(Text, LogText.Escape(Text));
    }

    [Fact]
    public void An_exceptions_messages_are_escaped_and_its_trace_is_kept()
    {
        var error = new EscapedException(Thrown("outer\nforged", new FormatException("inner\u001b[31m")));

        Assert.Equal("outer\\nforged", error.Message);
        Assert.Contains("System.InvalidOperationException: outer\\nforged", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("System.FormatException: inner\\u001b[31m", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(nameof(Thrown), error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', error.ToString());
    }

    private static Exception Thrown(string message, Exception inner)
    {
        try
        {
            throw new InvalidOperationException(message, inner);
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }
}
