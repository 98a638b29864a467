#nullable disable
namespace Akka.TestKit.Internal.StringMatcher;

/// <summary>The text contains a part, in any case.</summary>
public class ContainsString : IStringMatcher
{
    private readonly string _part;

    public ContainsString(string part)
    {
        _part = part;
    }

    public bool IsMatch(string s) => s.Contains(_part, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => $"contains \"{_part}\"";
}
