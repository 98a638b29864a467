namespace AkkaFederation.Hocon;

/// <summary>A list of values in their order.</summary>
internal sealed class ConfigArray(IReadOnlyList<ConfigNode> items, SourcePosition position)
    : ConfigNode(position, 1 + items.Select(i => i.Depth).DefaultIfEmpty().Max(), 1 + items.Sum(i => i.Weight))
{
    public IReadOnlyList<ConfigNode> Items { get; } = items;

    public override string Kind => "a list";
}
