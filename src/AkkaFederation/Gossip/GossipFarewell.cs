using Akka;
using Akka.Actor;

namespace AkkaFederation.Gossip;

/// <summary>
/// Gossip's signed farewell as a task of the coordinated shutdown. It comes in an earlier phase than membership's: this
/// node is still a member when its last words arrive.
/// </summary>
internal sealed class GossipFarewell
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(2);
    private volatile bool _cancelled;

    private GossipFarewell()
    {
    }

    public static GossipFarewell Register(ActorSystem system, IActorRef gossip)
    {
        var farewell = new GossipFarewell();
        CoordinatedShutdown.Get(system).AddTask(
            CoordinatedShutdown.PhaseServiceStop,
            "federation-gossip-farewell",
            () => farewell._cancelled ? Task.FromResult(Done.Instance) : gossip.Ask<Done>(new GossipCommand.Shutdown(), AtMost));
        return farewell;
    }

    public void Cancel() => _cancelled = true;
}
