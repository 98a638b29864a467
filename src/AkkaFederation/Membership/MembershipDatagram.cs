using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>A membership message between two nodes, with the origin that it claims.</summary>
internal sealed record MembershipDatagram(Did Origin, MembershipMessage Message);
