using System.Collections.Frozen;
using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Gossip;

/// <summary>Who takes part, at one moment. Immutable, so that any number of cores may share one.</summary>
internal sealed class GossipMembers
{
    /// <param name="targets">Whom to gossip with: healthy and degraded peers. May hold the node itself, which is passed over.</param>
    /// <param name="present">Who has not left: the targets and the unreachable.</param>
    /// <param name="known">Whose updates are taken: everybody that membership knows, whatever became of them.</param>
    public GossipMembers(IEnumerable<Did> targets, IEnumerable<Did> present, IEnumerable<Did> known)
    {
        Targets = [.. targets.Order()];
        TargetSet = Targets.ToFrozenSet();
        Present = present.Concat(Targets).ToFrozenSet();
        Known = known.Concat(Present).ToFrozenSet();
    }

    public static GossipMembers None { get; } = new([], [], []);

    public ImmutableArray<Did> Targets { get; }

    public FrozenSet<Did> TargetSet { get; }

    public FrozenSet<Did> Present { get; }

    public FrozenSet<Did> Known { get; }
}
