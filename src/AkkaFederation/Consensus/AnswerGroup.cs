using Akka.Actor;
using AkkaFederation.Wire;

namespace AkkaFederation.Consensus;

/// <summary>
/// The answers that one asker gets in one message, so that proposals under one seal share it. Each proposal's actor lets go of
/// its part; the last one sends. Thread-safe once it is built.
/// </summary>
internal sealed class AnswerGroup(IActorRef asker, IActorRef sender, AnswerBuilder builder)
{
    private int _waits;

    public ProposalAnswers Answers => builder.Answers;

    /// <summary>Proposals in it that have an actor.</summary>
    public int Waits => _waits;

    public void Add(ProposalReply reply)
    {
        builder.Add(reply);
        if (reply.Number > 0) _waits++;
    }

    /// <summary>One of its proposals may be answered.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _waits) == 0) Send();
    }

    public void Send() => asker.Tell(Answers, sender);
}
