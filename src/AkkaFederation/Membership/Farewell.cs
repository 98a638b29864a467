using Akka;
using Akka.Actor;

namespace AkkaFederation.Membership;

/// <summary>
/// The node's signed farewell as a task of the coordinated shutdown. A membership actor that was made anew has its own;
/// that of an earlier one does nothing.
/// </summary>
internal sealed class Farewell
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(2);
    private volatile bool _cancelled;

    private Farewell()
    {
    }

    public static Farewell Register(ActorSystem system, IActorRef membership)
    {
        var farewell = new Farewell();
        CoordinatedShutdown.Get(system).AddTask(
            CoordinatedShutdown.PhaseBeforeClusterShutdown,
            "federation-farewell",
            () => farewell._cancelled ? Task.FromResult(Done.Instance) : membership.Ask<Done>(LeaveFederation.Instance, AtMost));
        return farewell;
    }

    public void Cancel() => _cancelled = true;
}
