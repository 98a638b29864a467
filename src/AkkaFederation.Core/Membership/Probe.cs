using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>One question "do you live?" that waits for its answer.</summary>
internal sealed class Probe
{
    public required ulong Sequence { get; init; }

    public required Did Target { get; init; }

    /// <summary>What a relayed answer must be signed over, so that no helper can make it up or play it again.</summary>
    public required ulong Nonce { get; init; }

    public required TimeSpan SentAt { get; init; }

    public bool IndirectSent { get; set; }
}
