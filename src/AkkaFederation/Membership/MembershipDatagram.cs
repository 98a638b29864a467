using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>
/// A membership message between two nodes, with the origin that it claims; an empty one claims nothing beyond what the
/// connection proves.
/// </summary>
internal sealed record MembershipDatagram(Did Origin, MembershipMessage Message);
