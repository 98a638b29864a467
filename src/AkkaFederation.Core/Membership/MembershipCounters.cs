namespace AkkaFederation.Membership;

/// <summary>What membership did and refused since it started. Plain counts, read by metrics and by tests.</summary>
internal sealed class MembershipCounters
{
    private static readonly MembershipRefusal[] Reasons = Enum.GetValues<MembershipRefusal>();
    private readonly long[] _refused = new long[Reasons.Length];

    public long Sent { get; set; }

    public long Received { get; set; }

    public long Dropped { get; set; }

    public long Stalls { get; set; }

    public long Refutations { get; set; }

    /// <summary>Own probes without any answer, direct or indirect.</summary>
    public long FailedProbes { get; set; }

    /// <summary>Peers that became UNREACHABLE.</summary>
    public long Failures { get; set; }

    public long RefusedTotal => _refused.Sum();

    public long Refused(MembershipRefusal reason) => _refused[(int)reason];

    public void Refuse(MembershipRefusal reason) => _refused[(int)reason]++;

    /// <summary>The reasons with their counts, in the order of their declaration.</summary>
    public IEnumerable<KeyValuePair<MembershipRefusal, long>> Refusals =>
        Reasons.Where(r => r != MembershipRefusal.None).Select(r => KeyValuePair.Create(r, _refused[(int)r]));
}
