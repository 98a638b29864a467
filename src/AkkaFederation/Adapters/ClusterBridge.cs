#if ENGINE_AKKANET
using Akka.Actor;
using Akka.Cluster.Tools.Client;
using Akka.Cluster.Tools.PublishSubscribe;
using AkkaFederation.Bridge;
using AkkaFederation.Hosting;
using AkkaFederation.Membership;
using AkkaFederation.Settings;

namespace AkkaFederation.Adapters;

/// <summary>
/// <c>/user/federation/cluster-bridge</c>: tells the Akka.NET cluster around this node of the federation. Statuses of peers go
/// out from here, commits from its child; the gateway's front is registered with the receptionist of cluster clients.
/// </summary>
internal sealed class ClusterBridge : UntypedActor
{
    public const string Name = "cluster-bridge";
    public const string Gateway = "gateway";
    private readonly FederationRuntime _runtime;
    private readonly IActorRef _mediator;

    public ClusterBridge(FederationRuntime runtime)
    {
        _runtime = runtime;
        _mediator = DistributedPubSub.Get(Context.System).Mediator;
    }

    private ClusterBridgeSettings Settings => _runtime.Settings.ClusterBridge;

    public static Props Props(FederationRuntime runtime) => Akka.Actor.Props.Create(() => new ClusterBridge(runtime));

    protected override void PreStart()
    {
        if (Settings.PublishMembership) Context.System.EventStream.Subscribe(Self, typeof(PeerStatusChanged));
        if (Settings.PublishCommits) Context.ActorOf(ClusterCommits.Props(_runtime, _mediator), "commits");
        if (Settings.ClientAccess != ClusterClientAccess.None)
            ClusterClientReceptionist.Get(Context.System).RegisterService(Context.ActorOf(ClusterGateway.Props(_runtime), Gateway));
        Context.Parent.Tell(RoomMessage.Ready.Instance);
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        if (message is PeerStatusChanged change) _mediator.Tell(new Publish(ClusterTopics.Membership, new ClusterPeerChanged(_runtime.Self, change)));
        else Unhandled(message);
    }
}
#endif
