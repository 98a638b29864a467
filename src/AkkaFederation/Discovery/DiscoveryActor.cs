using Akka.Actor;
using Akka.Event;
using AkkaFederation.Hosting;
using AkkaFederation.Membership;

namespace AkkaFederation.Discovery;

/// <summary>
/// <c>/user/federation/discovery</c>: has its providers find addresses of peers and hands them to membership as hints
/// where to knock. It trusts nobody and keeps no peer: who answers at an address is proven by their key there.
/// </summary>
internal sealed class DiscoveryActor : UntypedActor
{
    private readonly FederationRuntime _runtime;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly SortedDictionary<string, ContactHints> _hints = new(StringComparer.Ordinal);

    public DiscoveryActor(FederationRuntime runtime) => _runtime = runtime;

    public static Props Props(FederationRuntime runtime) => Akka.Actor.Props.Create(() => new DiscoveryActor(runtime));

    protected override void PreStart()
    {
        Context.ActorOf(StaticProvider.Props(_runtime.Settings.SeedNodes), StaticProvider.Name);
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
