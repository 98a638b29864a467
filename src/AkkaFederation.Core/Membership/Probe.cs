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

    /// <summary>Without a direct answer by then others are asked.</summary>
    public required TimeSpan IndirectAt { get; init; }

    /// <summary>Without any answer by then it has failed.</summary>
    public required TimeSpan Deadline { get; init; }

    public bool IndirectSent { get; set; }

    /// <summary>Begun because another node asked for help.</summary>
    public bool OnBehalf { get; init; }

    /// <summary>Helpers that reported that they got no answer either: they, and the way to them, are well.</summary>
    public List<Did> Nacks { get; } = [];

    /// <summary>Whom this node asked to probe.</summary>
    public List<Did> Helpers { get; } = [];

    public TimeSpan Due => IndirectSent ? Deadline : IndirectAt;
}
