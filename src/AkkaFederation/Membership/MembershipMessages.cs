using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>Asks the membership actor of this node for a <see cref="MembershipReport"/>.</summary>
internal sealed record GetMembership
{
    public static readonly GetMembership Instance = new();
}

/// <summary>The view and the counts of this node at one moment.</summary>
internal sealed record MembershipReport(
    MembershipSnapshot Snapshot, long Sent, long Received, long Dropped, ImmutableArray<KeyValuePair<MembershipRefusal, long>> Refusals,
    ImmutableArray<RefusalNote> Notes)
{
    /// <summary>The number of this life of the node, above all lives that it remembers.</summary>
    public ulong Epoch { get; init; }
}

/// <summary>Published on the event stream for every message or item refused.</summary>
internal sealed record MembershipRefused(MembershipRefusal Reason, Did From, string Detail);

/// <summary>To the discovery room, from a membership actor that has just started: tell me all contact hints.</summary>
internal sealed record GiveContactHints
{
    public static readonly GiveContactHints Instance = new();
}

/// <summary>Published on the event stream when the peers of this life are durable, so that a restart will find them.</summary>
internal sealed record PeersRemembered(int Count);

/// <summary>To a peer actor: send this there.</summary>
internal sealed record SendOut(string Endpoint, MembershipDatagram Datagram);

/// <summary>To a peer actor: its peer was heard.</summary>
internal sealed record PeerHeard
{
    public static readonly PeerHeard Instance = new();
}

/// <summary>From a peer actor: its peer is silent, and this much was dropped instead of piling up.</summary>
internal sealed record PeerBacklogDropped(int Messages);

/// <summary>From the gateway of this node: register this peer, and answer with a <see cref="RegistryAnswer"/>.</summary>
internal sealed record RegisterRequest(PeerRecord Record);

/// <summary>From the gateway of this node: remove this peer from the view, and answer with a <see cref="RegistryAnswer"/>.</summary>
internal sealed record DeregisterRequest(Did Peer);

/// <summary>What became of it; sent behind the snapshot that shows it.</summary>
internal sealed record RegistryAnswer(Did Peer, bool Changed, MembershipRefusal? Refusal, string Detail);
