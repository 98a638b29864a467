using System.Collections.Immutable;
using AkkaFederation.Bridge;
using AkkaFederation.Broadcast;
using AkkaFederation.Client;
using AkkaFederation.Consensus;
using AkkaFederation.Gateway;
using AkkaFederation.Gossip;
using AkkaFederation.KeyValue;
using AkkaFederation.Membership;

namespace AkkaFederation.Wire;

/// <summary>The closed schema: every module of the product. A room that has messages adds its module here.</summary>
internal static class WireModules
{
    public static ImmutableArray<IWireModule> All { get; } =
    [
        new MembershipWire(),
        new GatewayWire(),
        new GossipWire(),
        new BroadcastWire(),
        new ConsensusWire(),
        new ProofsWire(),
        new SnapshotWire(),
        new ClientWire(),
        new BridgeWire(),
        new KeyValueWire(),
    ];
}
