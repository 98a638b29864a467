using Akka;
using Akka.Actor;

namespace AkkaFederation.Consensus;

// Graceful leave: a leader hands over before it goes.
internal sealed partial class ConsensusActor
{
    private IActorRef? _leaver;

    private void OnHandOver()
    {
        AnswerLeaver();
        _leaver = Sender;
        if (_core is null)
        {
            AnswerLeaver();
            return;
        }

        _core.Leave(Now);
        QueueFlush();
    }

    private void AnswerLeaver()
    {
        _leaver?.Tell(Done.Instance);
        _leaver = null;
    }
}
