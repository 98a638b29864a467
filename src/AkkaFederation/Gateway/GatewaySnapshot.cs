using System.Collections.Immutable;
using AkkaFederation.Identity;
using AkkaFederation.Membership;

namespace AkkaFederation.Gateway;

/// <summary>The gateway at one moment. Counts are of this life of the node.</summary>
public sealed record GatewaySnapshot
{
    /// <summary>This node.</summary>
    public required Did LocalId { get; init; }

    /// <summary>Every other peer known, evicted ones included, in the order of their DIDs.</summary>
    public required ImmutableArray<MemberView> Peers { get; init; }

    /// <summary>Number of peers in each status; every status is there.</summary>
    public required ImmutableSortedDictionary<PeerStatus, int> Statuses { get; init; }

    /// <summary>Messages given to the network.</summary>
    public required long Sent { get; init; }

    /// <summary>Messages that ended in an error, sent or not. Those that their caller cancelled are not among them.</summary>
    public required long Failed { get; init; }

    /// <summary><see cref="Failed"/> by error; errors that did not occur are left out.</summary>
    public required ImmutableSortedDictionary<GatewayError, long> FailedBy { get; init; }

    /// <summary>Answers that came when nobody waited any more, or that nobody had asked for; dropped.</summary>
    public required long LateAnswers { get; init; }

    /// <summary>Messages of other nodes that the handler answered.</summary>
    public required long Served { get; init; }

    /// <summary>Messages of other nodes that were refused or whose handler failed.</summary>
    public required long Refused { get; init; }

    /// <summary>Since the gateway of this node was started.</summary>
    public required TimeSpan Uptime { get; init; }
}
