using Akka.Actor;
using AkkaFederation.Engine.Simulation;
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

    private protected override void Begin(ActorSystem system) => _ = WatchAsync(Federation.Get(system), Process!);

    // As fed node does: when its part in the federation ends, so does the process. On a good disk nothing may end it.
    private async Task WatchAsync(Federation federation, SimulatedProcess process)
    {
        var error = await federation.WhenEnded;
        if (process.IsDead) return;
        World.Note(Name, "ended");
        if (!Host.Disk.IsBad) World.Report("a good disk is enough", $"{Name} ended its part: {error.Message}");
        if (ReferenceEquals(process, Process)) Crash();
    }
}
