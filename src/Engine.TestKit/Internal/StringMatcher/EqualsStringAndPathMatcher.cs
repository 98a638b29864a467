#nullable disable
using Akka.Actor;

namespace Akka.TestKit.Internal.StringMatcher;

/// <summary>The text is the given one, or is a path of an actor whose path without address is.</summary>
public class EqualsStringAndPathMatcher : IStringMatcher
{
    private readonly string _path;
    private readonly bool _canBeRelative;

    public EqualsStringAndPathMatcher(string path, bool canBeRelative = true)
    {
        _path = path;
        _canBeRelative = canBeRelative;
    }

    public bool IsMatch(string path)
    {
        if (path == _path)
            return true;
        if (!ActorPath.TryParse(path, out var actual))
            return false;
        var relative = "/" + string.Join('/', actual.Elements);
        return relative == _path || (_canBeRelative && relative == "/user/" + _path.TrimStart('/'));
    }

    public override string ToString() => $"== \"{_path}\"";
}
