using AkkaFederation.Identity;
using AkkaFederation.Membership;

namespace AkkaFederation.TestKit.Checks;

/// <summary>
/// Membership is accurate once the weather has been calm for a while: who runs is seen by all who run, and nobody else is.
/// </summary>
internal sealed class MembershipChecker(ViolationList violations, IReadOnlyList<SimulatedNode> nodes)
{
    /// <summary>Detection takes at most 10 s (figure of RELIABILITY.md), the merge after a partition about as long.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(20);

    private readonly Dictionary<Did, SimulatedNode> _byId = [];

    public void Check(TimeSpan calmFor)
    {
        if (calmFor < Settled) return;
        foreach (var node in nodes.Skip(_byId.Count)) _byId.Add(node.Id, node);
        foreach (var node in nodes)
        {
            if (node is { IsRunning: true, Membership: { } view } && !IsAccurate(node, view)) Report(node, view);
        }
    }

    // In one pass over the view, for nearly always it is.
    private bool IsAccurate(SimulatedNode node, MembershipSnapshot view)
    {
        var others = 0;
        foreach (var peer in view.Peers)
        {
            if (!_byId.TryGetValue(peer.Id, out var other) || ReferenceEquals(other, node)) continue;
            if (IsLiving(peer.Status) != other.IsRunning) return false;
            others++;
        }

        return others == nodes.Count - 1;
    }

    private void Report(SimulatedNode node, MembershipSnapshot view)
    {
        foreach (var other in nodes)
        {
            if (ReferenceEquals(other, node)) continue;
            var status = view.Find(other.Id)?.Status;
            if (IsLiving(status) != other.IsRunning)
                violations.Add("membership accuracy", $"{node.Name} sees {other.Name} as {status?.ToString() ?? "unknown"}, which {(other.IsRunning ? "runs" : "does not run")}");
        }
    }

    private static bool IsLiving(PeerStatus? status) => status is PeerStatus.Healthy or PeerStatus.Degraded;
}
