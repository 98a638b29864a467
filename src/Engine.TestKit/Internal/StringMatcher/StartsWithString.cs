#nullable disable
namespace Akka.TestKit.Internal.StringMatcher;

/// <summary>The text starts with the given one, in any case.</summary>
public class StartsWithString : IStringMatcher
{
    private readonly string _start;

    public StartsWithString(string start)
    {
        _start = start;
    }

    public bool IsMatch(string s) => s.StartsWith(_start, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => $"starts with \"{_start}\"";
}
