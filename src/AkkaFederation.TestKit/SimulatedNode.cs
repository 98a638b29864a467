using Akka.Actor;
using AkkaFederation.Identity;
using AkkaFederation.Membership;

namespace AkkaFederation.TestKit;

/// <summary>A complete node of a simulated federation, named <c>n1</c> and so on. Actors of your own run beside it.</summary>
public sealed class SimulatedNode : SimulatedMachine
{
    internal SimulatedNode(SimulatedWorld world, SimulatedHost host)
        : base(world, host)
    {
    }

    /// <summary>Its DID.</summary>
    public Did Id => Host.Id;

    /// <summary>Its newest view of the federation; null while it is down or has none.</summary>
    public MembershipSnapshot? Membership => System is { } system ? Federation.Get(system).Membership : null;

    private protected override void Begin(ActorSystem system) => Federation.Get(system);
}
