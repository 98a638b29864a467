using Akka;
using Akka.Actor;

namespace AkkaFederation.Consensus;

/// <summary>
/// A leader's handing over as a task of the coordinated shutdown, in a phase before gossip's and membership's farewells: the
/// successor is elected while everybody still knows everybody. A consensus actor that was made anew has its own; that of an
/// earlier one does nothing.
/// </summary>
internal sealed class Handover
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(2);
    private volatile bool _cancelled;

    private Handover()
    {
    }

    public static Handover Register(ActorSystem system, IActorRef consensus)
    {
        var handover = new Handover();
        CoordinatedShutdown.Get(system).AddTask(
            CoordinatedShutdown.PhaseServiceRequestsDone,
            "federation-handover",
            () => handover._cancelled ? Task.FromResult(Done.Instance) : consensus.Ask<Done>(Request.Instance, AtMost));
        return handover;
    }

    public void Cancel() => _cancelled = true;

    /// <summary>Asks this node's consensus to hand over if it leads; answered with <see cref="Done"/> once it may stop.</summary>
    internal sealed record Request
    {
        public static readonly Request Instance = new();
    }
}
