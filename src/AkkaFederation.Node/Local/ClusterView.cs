using System.Collections.Immutable;

namespace AkkaFederation.Node.Local;

/// <summary>The last known status of every node; null where a node does not answer.</summary>
internal sealed record ClusterView(ImmutableArray<NodeView?> Nodes)
{
    public static ClusterView Empty(int nodes) => new([.. Enumerable.Repeat<NodeView?>(null, nodes)]);

    public ClusterView With(int node, NodeView? view) => new(Nodes.SetItem(node, view));

    /// <summary>Index of the node that a majority follows in one term and that leads it itself; -1 while there is none.</summary>
    public int Leader()
    {
        for (var i = 0; i < Nodes.Length; i++)
        {
            if (Nodes[i] is { IsLeader: true } leader && Nodes.Count(n => n?.Term == leader.Term && n.Leader == leader.Did) > Nodes.Length / 2)
                return i;
        }
        return -1;
    }

    /// <summary>Every node answers, reaches every other one, and follows the one leader.</summary>
    public bool IsFormed()
    {
        var leader = Leader();
        return leader >= 0 && Nodes.All(n => n is not null && n.Leader == Nodes[leader]!.Did) && Nodes.All(n => SeesAll(n!));
    }

    public ulong HighestCommit => Nodes.Max(n => n?.CommitIndex ?? 0);

    /// <summary>Every node answers and stands at the same commit index.</summary>
    public bool IsLevel() => Nodes.All(n => n is not null && n.CommitIndex == Nodes[0]!.CommitIndex);

    private bool SeesAll(NodeView node) => Nodes.All(
        other => other!.Did == node.Did || node.Peers.Any(p => p.Did == other.Did && p.Status is "HEALTHY" or "DEGRADED"));
}
