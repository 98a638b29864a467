using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>Published on the event stream: of these peers evidence is kept that they have equivocated; said again now and then.</summary>
internal sealed record PeersAccused(ImmutableArray<Did> Peers);
