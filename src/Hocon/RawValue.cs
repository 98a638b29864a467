namespace AkkaFederation.Hocon;

/// <summary>What the text says before substitutions are resolved.</summary>
internal abstract class RawValue(SourcePosition position)
{
    public SourcePosition Position { get; } = position;
}

/// <summary>A value that needs no resolving.</summary>
internal sealed class RawNode(ConfigNode node) : RawValue(node.Position)
{
    public ConfigNode Node { get; } = node;
}

internal sealed class RawArray(IReadOnlyList<RawValue> items, SourcePosition position) : RawValue(position)
{
    public IReadOnlyList<RawValue> Items { get; } = items;
}

/// <summary><c>${path}</c> or <c>${?path}</c>; inside an included file the path is tried below
/// <paramref name="prefix"/>, the place of the include, first.</summary>
internal sealed class RawSubstitution(
    IReadOnlyList<string> path, IReadOnlyList<string> prefix, bool optional, SourcePosition position)
    : RawValue(position)
{
    public IReadOnlyList<string> Path { get; } = path;

    public IReadOnlyList<string> Prefix { get; } = prefix;

    public bool Optional { get; } = optional;
}

/// <summary>Several values side by side in one line: text is joined, lists are appended, objects are merged.</summary>
internal sealed class RawConcatenation(IReadOnlyList<RawPart> parts, SourcePosition position) : RawValue(position)
{
    public IReadOnlyList<RawPart> Parts { get; } = parts;
}

/// <summary>A member of a concatenation and the blanks before it, which count between texts only.</summary>
internal readonly record struct RawPart(string Blanks, RawValue Value);
