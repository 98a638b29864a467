using Akka.Actor;

namespace AkkaFederation.Consensus;

/// <summary>
/// One proposal from its acceptance at this node to its answer: follows its state machine (which the core keeps), publishes
/// each state, watches its deadline, and lets its answer go. It stops when that is done. Told by <see cref="ProposalsActor"/>.
/// </summary>
internal sealed class ProposalActor : UntypedActor
{
    private ProposalStep _at;

    public static Props Props { get; } = Akka.Actor.Props.Create<ProposalActor>();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Step m: OnStep(m.Made); break;
            case Answer m: OnAnswer(m); break;
            case ProposalsActor.TimeIsOut m: OnTimeIsOut(m); break;
            case Gone: Context.Stop(Self); break;
            default: Unhandled(message); break;
        }
    }

    private void OnStep(ProposalStep step)
    {
        var news = step.From is null || step.From != step.To;
        _at = step;
        if (!news) return;
        var (key, term) = (step.Request.Proposal.Key, step.Request.Proposal.ProposalTerm);
        Context.System.EventStream.Publish(new ConsensusEvent.ProposalChanged(new ProposalId(term, key.Seq, key.Origin), key.Session, step.To));
    }

    private void OnAnswer(Answer m)
    {
        m.Group?.Release();
        Context.Stop(Self);
    }

    // Decided and not answered: its asker has asked again, and the newer question got the answer.
    private void OnTimeIsOut(ProposalsActor.TimeIsOut m)
    {
        if (_at.To >= ProposalState.Committed) Context.Stop(Self);
        else m.Consensus.Tell(new Due(PendingKey.Of(_at.Request.Proposal.Key, _at.Request.Proposal.Kind), _at.Number), Self);
    }

    /// <summary>A step of its life.</summary>
    public sealed record Step(ProposalStep Made);

    /// <summary>Its answer may go.</summary>
    public sealed record Answer(AnswerGroup? Group);

    /// <summary>To the desk: its time is out.</summary>
    public sealed record Due(PendingKey Key, long Number);

    /// <summary>From the desk: it is not pending.</summary>
    public sealed record Gone
    {
        public static readonly Gone Instance = new();
    }
}
