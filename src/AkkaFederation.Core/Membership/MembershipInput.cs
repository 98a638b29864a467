using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>What a membership core may be told.</summary>
internal abstract record MembershipInput;

/// <summary>The alarm went off (earlier or later than asked does no harm).</summary>
internal sealed record Tick : MembershipInput
{
    public static readonly Tick Instance = new();
}

/// <summary>A message whose origin the connection has proven.</summary>
/// <param name="From">The proven origin.</param>
/// <param name="Address">The address that its connection speaks for; where a stranger is answered.</param>
/// <param name="Message">What it says.</param>
internal sealed record Received(Did From, string Address, MembershipMessage Message) : MembershipInput;

/// <summary>Ask the node at this address to let us in.</summary>
internal sealed record ContactSeed(string Address, ulong Token) : MembershipInput;

/// <summary>A record learnt in another way than from a member (a registry, a hint); it is checked like any other.</summary>
/// <param name="Record">The record.</param>
/// <param name="ByOperator">Whether the operator of this node wants the peer, not just somebody mentioned it.</param>
internal sealed record RegisterPeer(PeerRecord Record, bool ByOperator = false) : MembershipInput;

/// <summary>The operator of this node removes a peer from its view; only a higher incarnation brings it back.</summary>
internal sealed record DeregisterPeer(Did Peer) : MembershipInput;

/// <summary>
/// The identities that are revoked from now on, all of them: a peer among them is evicted at once and nothing by it or
/// about it is believed; one that no longer is comes back with its next words.
/// </summary>
internal sealed record SetRevoked(ImmutableArray<Did> Peers) : MembershipInput;

/// <summary>
/// Evidence of equivocation is kept against these keys, all of them: a peer among them is no longer HEALTHY, for ever. It is
/// not cut off: it may still hold what others need, and who votes is decided in the log.
/// </summary>
internal sealed record SetAccused(ImmutableArray<Did> Peers) : MembershipInput;

/// <summary>This node leaves: it says farewell and takes part no more.</summary>
internal sealed record LeaveFederation : MembershipInput
{
    public static readonly LeaveFederation Instance = new();
}
