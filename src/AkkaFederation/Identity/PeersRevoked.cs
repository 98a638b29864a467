using System.Collections.Immutable;

namespace AkkaFederation.Identity;

/// <summary>Published on the event stream: these peers, and no others, are revoked from now on.</summary>
internal sealed record PeersRevoked(ImmutableHashSet<Did> Peers);
