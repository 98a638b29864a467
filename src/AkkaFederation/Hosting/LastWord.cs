using Akka;
using Akka.Actor;

namespace AkkaFederation.Hosting;

/// <summary>
/// What a room does before the node stops, as a task of the coordinated shutdown. A room that was made anew has its own;
/// that of an earlier one does nothing. Consensus hands over before gossip says farewell, and gossip before membership:
/// each while everybody still knows everybody whom it concerns.
/// </summary>
internal sealed class LastWord
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(2);
    private volatile bool _cancelled;

    private LastWord()
    {
    }

    /// <param name="system">The actor system that shuts down.</param>
    /// <param name="phase">When, among the phases of the coordinated shutdown.</param>
    /// <param name="name">The task's name in the log.</param>
    /// <param name="room">Who is asked, and answers with <see cref="Done"/>.</param>
    /// <param name="request">What it is asked.</param>
    public static LastWord Register(ActorSystem system, string phase, string name, IActorRef room, object request)
    {
        var task = new LastWord();
        CoordinatedShutdown.Get(system).AddTask(
            phase, name, () => task._cancelled ? Task.FromResult(Done.Instance) : room.Ask<Done>(request, AtMost));
        return task;
    }

    public void Cancel() => _cancelled = true;
}
