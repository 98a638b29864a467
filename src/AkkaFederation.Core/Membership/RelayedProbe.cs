using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>A probe made for another node: the answer goes back to it under its own number.</summary>
internal sealed record RelayedProbe(ulong Sequence, Did Target, Did Requester, ulong RequesterSequence, TimeSpan NackAt, TimeSpan Deadline)
{
    /// <summary>The requester has been told that there is no answer so far.</summary>
    public bool Nacked { get; set; }

    public TimeSpan Due => Nacked ? Deadline : NackAt;
}
