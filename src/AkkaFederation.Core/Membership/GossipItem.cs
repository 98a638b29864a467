using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>One piece of news: a peer's record, or an assertion. Exactly one of both.</summary>
internal readonly record struct GossipItem
{
    public GossipItem(PeerRecord record) => Record = record;

    public GossipItem(Assertion assertion) => Assertion = assertion;

    public PeerRecord? Record { get; }

    public Assertion? Assertion { get; }

    public Did Subject => Record?.PeerId ?? Assertion?.Subject ?? default;
}
