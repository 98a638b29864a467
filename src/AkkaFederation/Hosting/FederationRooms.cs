using System.Collections.Immutable;
using Akka.Actor;
using AkkaFederation.Adapters;
using AkkaFederation.Broadcast;
using AkkaFederation.Consensus;
using AkkaFederation.Discovery;
using AkkaFederation.Gateway;
using AkkaFederation.Gossip;
using AkkaFederation.KeyValue;
using AkkaFederation.Membership;
using AkkaFederation.Settings;

namespace AkkaFederation.Hosting;

/// <summary>The rooms under <c>/user/federation</c>, in the order in which they start.</summary>
internal static class FederationRooms
{
    public const string Guardian = "federation";
    public const string Membership = "membership";
    public const string Gateway = "gateway";
    public const string Broadcaster = "broadcaster";
    public const string Gossip = "gossip";
    public const string Consensus = "consensus";
    public const string Snapshots = "snapshots";
    public const string Discovery = "discovery";
    public const string KeyValue = "kv";

    public static ImmutableArray<Room> All { get; } =
    [
        new(Membership, runtime => MembershipActor.Props(runtime)),
        new(Discovery, runtime => DiscoveryActor.Props(runtime)),
        new(Gateway, runtime => GatewayActor.Props(runtime)),
        new(Broadcaster, runtime => BroadcastActor.Props(runtime)),
        new(Gossip, runtime => GossipActor.Props(runtime)),
        new(Snapshots, SnapshotActor.Props),
        new(Consensus, ConsensusActor.Props),
    ];

    private static Room KeyValueRoom { get; } = new(KeyValue, KeyValueActor.Props);

    /// <summary>The rooms that a system is to have.</summary>
    public static ImmutableArray<Room> Of(ActorSystem system, FederationSettings settings)
    {
        var setup = system.Settings.Setup.Get<FederationSetup>();
        var rooms = All.AddRange(EngineAdapter.RoomsOf(settings));
        if (settings.StateMachine == StateMachineKind.Kv && setup is not { HasValue: true, Value.Options.StateMachine: not null }) rooms = rooms.Insert(0, KeyValueRoom);
        return setup is { HasValue: true, Value.Options.Rooms: { } names }
            ? rooms.RemoveAll(room => !names.Contains(room.Name))
            : rooms;
    }

    /// <summary>A room: its name in the actor tree, and how to make it.</summary>
    public sealed record Room(string Name, Func<FederationRuntime, Props> Props);
}
