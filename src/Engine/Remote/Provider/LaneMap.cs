using Akka.Actor;

namespace AkkaFederation.Engine.Remote;

/// <summary>The lane of a recipient: a function of its path and of nothing else, so that order per pair holds.</summary>
internal sealed class LaneMap
{
    private readonly string[][] _control;

    public LaneMap(IEnumerable<string> controlPaths) =>
        _control = [.. controlPaths.Select(p => p.Split('/', StringSplitOptions.RemoveEmptyEntries)).Where(p => p.Length > 0)];

    public Lane Of(ActorPath path) => Of(path.Elements);

    /// <summary>A selection counts as the path it spells out; with a wildcard, as far as it spells one out.</summary>
    public Lane Of(ActorPath anchor, SelectionPathElement[] elements)
    {
        var path = new List<string>(anchor.Elements);
        foreach (var element in elements)
        {
            if (element is SelectChildName child) path.Add(child.Name);
            else if (element is not SelectParent) break;
            else if (path.Count > 0) path.RemoveAt(path.Count - 1);
        }

        return Of(path);
    }

    private Lane Of(IReadOnlyList<string> elements)
    {
        foreach (var prefix in _control)
            if (IsBelow(prefix, elements)) return Lane.Control;
        return Lane.Bulk;
    }

    private static bool IsBelow(string[] prefix, IReadOnlyList<string> elements)
    {
        if (elements.Count < prefix.Length) return false;
        for (var i = 0; i < prefix.Length; i++)
            if (elements[i] != prefix[i]) return false;
        return true;
    }
}
