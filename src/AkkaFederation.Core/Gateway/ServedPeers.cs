using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Gateway;

/// <summary>What a node served as its peers: hints, until each record's signature has been verified.</summary>
/// <param name="ClusterId">The federation that it says it belongs to.</param>
/// <param name="Records">The records that could be read, unverified.</param>
/// <param name="Malformed">What was wrong with each of the others.</param>
internal sealed record ServedPeers(string ClusterId, ImmutableArray<PeerRecord> Records, ImmutableArray<string> Malformed);
