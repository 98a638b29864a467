namespace AkkaFederation.Node.Bench.Membership;

/// <summary>How long and how often <see cref="MembershipBench"/> measures.</summary>
/// <param name="Rounds">Deaths, each followed by a join.</param>
/// <param name="WarmUp">After all see one another, until connections are made and code is compiled.</param>
/// <param name="Window">Over which idle nodes are measured.</param>
/// <param name="Pause">After each round.</param>
internal sealed record MembershipBenchPlan(int Rounds, TimeSpan WarmUp, TimeSpan Window, TimeSpan Pause);
