using AkkaFederation.Identity;

namespace AkkaFederation.Gossip;

/// <summary>Who this node is to gossip.</summary>
/// <param name="Signer">Its key.</param>
/// <param name="ClusterId">Its federation.</param>
/// <param name="StartedAt">Its own clock at the start, which its first epoch is taken from; monotonic time is added to it afterwards.</param>
internal sealed record GossipSelf(ISigner Signer, string ClusterId, DateTimeOffset StartedAt)
{
    public Did Id => Signer.Id;
}
