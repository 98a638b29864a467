#nullable disable
using Akka.Actor.Internal;

namespace Akka.Actor;

public partial class ActorCell
{
    /// <summary>Handles one user message. A failure suspends the actor and goes to its parent.</summary>
    public void Invoke(Envelope envelope)
    {
        ActorCell previous = InternalCurrentActorCellKeeper.Current;
        InternalCurrentActorCellKeeper.Current = this;
        _envelope = envelope;
        CurrentEnvelopeId++;
        try
        {
            object message = envelope.Message;
            if (message is IAutoReceivedMessage)
                AutoReceiveMessage(envelope);
            else
                ReceiveMessage(message);
            // After a failure the message stays current, for PreRestart is told of it.
            if (_pendingTasks == 0)
                _envelope = default;
        }
        catch (Exception e)
        {
            HandleInvokeFailure(e);
        }

        if (_receiveTimeout is not null && (_receiveTimeoutChanged || envelope.Message is not INotInfluenceReceiveTimeout))
            CheckReceiveTimeout();
        InternalCurrentActorCellKeeper.Current = previous;
    }

    /// <summary>Hands a message to the actor past the mailbox, on the caller's thread. For tests.</summary>
    public void ReceiveMessageForTest(Envelope envelope)
    {
        ActorCell previous = InternalCurrentActorCellKeeper.Current;
        InternalCurrentActorCellKeeper.Current = this;
        _envelope = envelope;
        CurrentEnvelopeId++;
        try
        {
            ReceiveMessage(envelope.Message);
        }
        finally
        {
            _envelope = default;
            InternalCurrentActorCellKeeper.Current = previous;
        }
    }

    protected virtual void ReceiveMessage(object message)
    {
        if (_behaviors.Count > 0)
            _actor.DispatchTo(_behaviors[^1], message);
    }

    /// <summary>Messages that the cell handles for the actor.</summary>
    protected virtual void AutoReceiveMessage(Envelope envelope)
    {
        switch (envelope.Message)
        {
            case Terminated terminated:
                ReceivedTerminated(terminated);
                break;
            case TimerMessage timer:
                ReceivedTimer(timer, envelope.Sender);
                break;
            case PoisonPill:
                _self.Stop();
                break;
            case Kill:
                throw new ActorKilledException("Kill");
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, _self), _self);
                break;
            case ActorSelectionMessage selection:
                SelectionDelivery.Deliver(_self, envelope.Sender, selection);
                break;
            default:
                ReceiveMessage(envelope.Message);
                break;
        }
    }

    private void ReceivedTimer(TimerMessage timer, IActorRef sender)
    {
        if (_timers is null || !_timers.Accepts(timer))
            return;
        // Stashing and failures must see what the user sent, not our wrapping.
        _envelope = new Envelope(timer.Message, sender);
        if (timer.Message is IAutoReceivedMessage)
            AutoReceiveMessage(_envelope);
        else
            ReceiveMessage(timer.Message);
    }
}
