#nullable disable
namespace Akka.TestKit.Internal.StringMatcher;

/// <summary>The text is the given one.</summary>
public class EqualsString : IStringMatcher
{
    private readonly string _s;

    public EqualsString(string s)
    {
        _s = s;
    }

    public bool IsMatch(string s) => s == _s;

    public override string ToString() => $"== \"{_s}\"";
}
