namespace AkkaFederation.Hocon;

/// <summary>
/// A resolved value. The tree is immutable and its parts may be shared, so each node carries what its whole subtree
/// amounts to: the resolver bounds that instead of walking the tree.
/// </summary>
internal abstract class ConfigNode(SourcePosition position, int depth, long weight)
{
    public SourcePosition Position { get; } = position;

    /// <summary>Levels below and including this node.</summary>
    public int Depth { get; } = depth;

    /// <summary>Nodes and characters of this subtree.</summary>
    public long Weight { get; } = weight;

    /// <summary>The kind of value in words, for messages.</summary>
    public abstract string Kind { get; }

    public override string ToString() => HoconWriter.Write(this);
}
