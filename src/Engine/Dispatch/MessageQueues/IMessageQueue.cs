#nullable disable
using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>The messages of one actor: any thread adds, the actor's turn takes.</summary>
public interface IMessageQueue
{
    bool HasMessages { get; }

    int Count { get; }

    void Enqueue(IActorRef receiver, Envelope envelope);

    bool TryDequeue(out Envelope envelope);

    void CleanUp(IActorRef owner, IMessageQueue deadletters);
}
