#if ENGINE_AKKANET
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using AkkaFederation.Discovery;
using AkkaFederation.Hosting;
using AkkaFederation.Membership;
using AkkaFederation.Settings;

namespace AkkaFederation.Adapters;

/// <summary>
/// <c>provider-cluster</c>: the members of the Akka.NET cluster that this system has joined, as hints where peers may be.
/// Being a member of the cluster is no proof of anything: membership knocks, and whoever answers proves their own key.
/// </summary>
internal sealed class ClusterMembersProvider : UntypedActor
{
    public const string Source = "cluster";
    private readonly string _role;
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly ClusterContacts _contacts;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private bool _warned;

    public ClusterMembersProvider(FederationRuntime runtime)
    {
        _role = runtime.Settings.ClusterBridge.Role;
        _contacts = new ClusterContacts(runtime.Endpoint, Bootstrap.MaxHints);
    }

    public static Props Props(FederationRuntime runtime) => Akka.Actor.Props.Create(() => new ClusterMembersProvider(runtime));

    // Seeds of the configuration are joined by the cluster itself; the present members come as if they had come up just now.
    protected override void PreStart()
    {
        if (_cluster.Settings.SeedNodes.IsEmpty)
            _log.Info("akka.cluster.seed-nodes names nobody, so this node is in no cluster until the application joins one.");
        _cluster.Subscribe(
            Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));
    }

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ClusterEvent.MemberUp up: Note(up.Member, ClusterContact.Up); break;
            case ClusterEvent.MemberLeft left: Note(left.Member, ClusterContact.Gone); break;
            case ClusterEvent.MemberExited exited: Note(exited.Member, ClusterContact.Gone); break;
            case ClusterEvent.MemberDowned downed: Note(downed.Member, ClusterContact.Gone); break;
            case ClusterEvent.MemberRemoved removed: Note(removed.Member, ClusterContact.Gone); break;
            case ClusterEvent.UnreachableMember lost: Note(lost.Member, ClusterContact.Unreachable); break;
            case ClusterEvent.ReachableMember found: Note(found.Member, ClusterContact.Reachable); break;
            case ClusterEvent.IMemberEvent or ClusterEvent.IReachabilityEvent: break;
            default: Unhandled(message); break;
        }
    }

    private void Note(Member member, ClusterContact contact)
    {
        if (_role.Length > 0 && !member.HasRole(_role)) return;
        if (!NodeAddress.TryParse(member.Address.ToString(), member.Address.System, out var address, out _)) return;
        var changed = _contacts.Note(address, contact);
        if (_contacts.PassedOver > 0 && !_warned) _log.Warning("The cluster has more members than the {0} that are taken as hints; the rest are passed over.", Bootstrap.MaxHints);
        _warned |= _contacts.PassedOver > 0;
        if (!changed) return;
        _log.Info("Cluster member {0}: {1}.", address, contact);
        Context.Parent.Tell(new ContactHints(Source, _contacts.Addresses));
    }
}
#endif
