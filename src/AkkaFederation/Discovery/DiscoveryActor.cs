using Akka.Actor;
using Akka.Event;
using AkkaFederation.Adapters;
using AkkaFederation.Hosting;
using AkkaFederation.Membership;

namespace AkkaFederation.Discovery;

/// <summary>
/// <c>/user/federation/discovery</c>: has its providers find addresses of peers and hands them to membership as hints
/// where to knock. It trusts nobody and keeps no peer: who answers at an address is proven by their key there.
/// </summary>
internal sealed class DiscoveryActor : UntypedActor
{
    private const int MaxRestarts = 10;
    private static readonly TimeSpan RestartWindow = TimeSpan.FromMinutes(1);
    private readonly FederationRuntime _runtime;
    private readonly Func<IMulticast> _open;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly SortedDictionary<string, ContactHints> _hints = new(StringComparer.Ordinal);

    public DiscoveryActor(FederationRuntime runtime, Func<IMulticast> open) => (_runtime, _open) = (runtime, open);

    /// <param name="runtime">What the rooms of the node share.</param>
    /// <param name="open">Opens the multicast sockets; real ones unless a test says otherwise.</param>
    public static Props Props(FederationRuntime runtime, Func<IMulticast>? open = null)
    {
        var names = runtime.Settings.Discovery.Mdns.Interfaces;
        var opener = open ?? (() => new MulticastSockets(names));
        return Akka.Actor.Props.Create(() => new DiscoveryActor(runtime, opener));
    }

    // A provider that fails again and again is given up; the others, and the federation, do not need it.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(MaxRestarts, RestartWindow, _ => Directive.Restart);

    protected override void PreStart()
    {
        Context.ActorOf(StaticProvider.Props(_runtime.Settings.SeedNodes), StaticProvider.Name);
        if (_runtime.Settings.Discovery.Mdns.Enabled) Context.ActorOf(MdnsProvider.Props(_runtime, _open), MdnsProvider.Name);
        if (EngineAdapter.ClusterProvider(_runtime) is { } cluster) Context.ActorOf(cluster, "provider-cluster");
        Context.Parent.Tell(RoomMessage.Ready.Instance);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ContactHints hints: OnHints(hints); break;
            case GiveContactHints: GiveAll(Sender); break;
            default: Unhandled(message); break;
        }
    }

    private void OnHints(ContactHints hints)
    {
        _hints[hints.Source] = hints;
        _log.Debug("Contact hints from {0}: {1}", hints.Source, string.Join(", ", hints.Addresses));
        Context.ActorSelection($"../{FederationRooms.Membership}").Tell(hints, Self);
    }

    private void GiveAll(IActorRef membership)
    {
        foreach (var hints in _hints.Values) membership.Tell(hints, Self);
    }
}
