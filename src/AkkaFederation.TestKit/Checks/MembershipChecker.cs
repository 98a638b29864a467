using AkkaFederation.Membership;

namespace AkkaFederation.TestKit.Checks;

/// <summary>
/// Membership is accurate once the weather has been calm for a while: who runs is seen by all who run, and nobody else is.
/// </summary>
internal sealed class MembershipChecker(ViolationList violations, IReadOnlyList<SimulatedNode> nodes)
{
    /// <summary>Detection takes at most 10 s (figure of RELIABILITY.md), the merge after a partition about as long.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(20);

    public void Check(TimeSpan calmFor)
    {
        if (calmFor < Settled) return;
        foreach (var node in nodes)
        {
            if (node is { IsRunning: true, Membership: { } view }) Check(node, view);
        }
    }

    private void Check(SimulatedNode node, MembershipSnapshot view)
    {
        foreach (var other in nodes)
        {
            if (ReferenceEquals(other, node)) continue;
            var status = view.Find(other.Id)?.Status;
            var isLiving = status is PeerStatus.Healthy or PeerStatus.Degraded;
            if (isLiving != other.IsRunning)
                violations.Add("membership accuracy", $"{node.Name} sees {other.Name} as {status?.ToString() ?? "unknown"}, which {(other.IsRunning ? "runs" : "does not run")}");
        }
    }
}
