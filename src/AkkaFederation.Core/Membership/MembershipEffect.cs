using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>What a membership core wants done, in the order of the list.</summary>
internal abstract record MembershipEffect;

/// <summary>To a known peer, at the address of its record.</summary>
internal sealed record SendToPeer(Did To, string Endpoint, MembershipMessage Message) : MembershipEffect;

/// <summary>To whoever is at an address: a seed, or a stranger that wrote from there.</summary>
internal sealed record SendToAddress(string Address, MembershipMessage Message) : MembershipEffect;

/// <summary>Give a <see cref="Tick"/> at that time; takes the place of the alarm set before.</summary>
internal sealed record SetAlarm(TimeSpan At) : MembershipEffect;

/// <summary>Tell everybody on this node.</summary>
internal sealed record PublishStatus(PeerStatusChanged Event) : MembershipEffect;

/// <summary>The seed contacted under this token answered, and is that peer.</summary>
internal sealed record SeedAnswered(ulong Token, Did Peer) : MembershipEffect;

/// <summary>A peer is forgotten altogether: whatever is kept for it may go.</summary>
internal sealed record PeerForgotten(Did Peer) : MembershipEffect;

/// <summary>Something was refused and counted.</summary>
internal sealed record Refused(MembershipRefusal Reason, Did From, string Detail) : MembershipEffect;
