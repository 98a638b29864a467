using AkkaFederation.Identity;
using AkkaFederation.Settings;

namespace AkkaFederation.Gossip;

/// <summary>What the API asks of the gossip actor of its node. Answered with a value or a <c>Status.Failure</c>.</summary>
internal abstract record GossipCommand
{
    public sealed record Propagate(string Kind, byte[] Payload, GossipPriority? Priority, int? HopLimit) : GossipCommand;

    /// <summary>With one peer, or with as many as a round has.</summary>
    public sealed record Sync(Did? Peer) : GossipCommand;

    public sealed record AddNode(Did Peer, string Endpoint) : GossipCommand;

    public sealed record RemoveNode(Did Peer) : GossipCommand;

    public sealed record GetActiveNodes : GossipCommand;

    public sealed record GetStats : GossipCommand;

    public sealed record UpdateConfig(Func<GossipSettings, GossipSettings> Change) : GossipCommand;

    public sealed record Shutdown : GossipCommand;
}

/// <summary>From a round to its room: what it has sent.</summary>
internal sealed record RoundSent(long Bytes, long CompressedFrom, long CompressedTo);

/// <summary>From a round to its room: its time is over.</summary>
internal sealed record RoundTimedOut(ulong Round);

/// <summary>To a round: this peer is done with.</summary>
internal sealed record RoundPeerDone(Did Peer);
