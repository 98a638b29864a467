using Akka.Actor;
using Akka.Event;
using AkkaFederation.Hosting;
using AkkaFederation.Wire;

namespace AkkaFederation.Consensus;

// Ballots: this node's vote, and what others ask about them.
internal sealed partial class ConsensusActor
{
    private const int BallotsInReply = 64;
    private readonly List<(IActorRef Asker, ulong Ballot, TimeSpan Until)> _awaiting = [];
    private IActorRef _voter = ActorRefs.Nobody;
    private int _lives;

    // A core that takes another's place after a snapshot knows none of its proposals: their actors go with it.
    private void StartProposals()
    {
        _core!.Raft.Admission.Ballots.Trust(_genesis, _runtime.Signatures);
        if (!_proposals.IsNobody()) Context.Stop(_proposals);
        _proposals = Context.ActorOf(ProposalsActor.Props(Math.Max(1, UnixMs)), _lives++ == 0 ? ProposalsActor.Name : $"{ProposalsActor.Name}-{_lives}");
        if (_voter.IsNobody()) _voter = Context.ActorOf(BallotVoterActor.Props(_runtime, _genesis), BallotVoterActor.Name);
    }

    private void CarryOutBallots()
    {
        var ballots = _core!.Ballots;
        foreach (var ballot in ballots.TakeOpened()) Consider(ballot);
        foreach (var (ballot, first, second) in ballots.Conflicts)
            _log.Error("{0} has signed two votes in ballot {1}, {2} and {3}: the first counts.", first.Elector, ballot.Number, first.Choice, second.Choice);
        ballots.Conflicts.Clear();
        foreach (var ballot in ballots.Decided)
        {
            _voter.Tell(new BallotVoterActor.Forget(ballot.Number), Self);
            Context.System.EventStream.Publish(new ConsensusEvent.BallotDecided(BallotCodec.Info(ballot)));
        }

        ballots.Decided.Clear();
        AnswerBallots();
    }

    private void Consider(Ballot ballot)
    {
        if (PolicyOn(ballot) is { } choice) _voter.Tell(new BallotVoterActor.Cast(ballot.Number, ballot.OpeningHash, choice, Insists: false, null), Self);
    }

    // A policy that fails has not voted; somebody may yet do so by hand.
    private BallotChoice? PolicyOn(Ballot ballot)
    {
        if (_runtime.BallotPolicy is not { } policy) return _runtime.Settings.Consensus.GrantBallots ? BallotChoice.Granted : null;
        try
        {
            return policy.Decide(BallotCodec.Info(ballot));
        }
        catch (Exception e)
        {
            _log.Error("The ballot policy failed at ballot {0}, and this node has not voted: {1}", ballot.Number, LogText.Escape(e.Message));
            return null;
        }
    }

    private void OnCastBallot(CastBallot m)
    {
        var refusal = RefusalOf(m);
        if (refusal.Length > 0)
        {
            Sender.Tell(new CastReply { Refusal = refusal }, Self);
            return;
        }

        var ballot = _core!.Raft.Admission.Ballots.Find(m.Number)!;
        _voter.Tell(new BallotVoterActor.Cast(ballot.Number, ballot.OpeningHash, BallotCodec.Choice(m.Choice), Insists: true, Sender), Self);
    }

    private string RefusalOf(CastBallot m)
    {
        if (!TryGetOrigin(out var origin) || origin != Me) return $"only {Me} itself says how it votes: use its own identity";
        if (m.Choice is < (uint)BallotChoice.Granted or > (uint)BallotChoice.Veto) return $"choice {m.Choice} is not known";
        if (_core?.Raft.Admission.Ballots.Find(m.Number) is not { } ballot) return $"ballot {m.Number} is not known to this node";
        if (ballot.Outcome != BallotOutcome.Open) return $"ballot {m.Number} is decided: {ballot.Outcome}";
        return ballot.Opening.PlaceOf(Me) < 0 ? $"this node has no vote in ballot {m.Number}" : "";
    }

    private void OnVoted(BallotVoterActor.Voted m)
    {
        m.Asker?.Tell(new CastReply(), Self);
        _core?.Ballots.Voted(m.Ballot, m.Choice, m.Signature);
        QueueFlush();
    }

    private void OnVoteRefused(BallotVoterActor.Refused m) => m.Asker?.Tell(new CastReply { Refusal = m.Reason }, Self);

    private void OnBallotQuery(BallotQuery m)
    {
        var ballots = _core?.Raft.Admission.Ballots;
        if (ballots is null)
        {
            Sender.Tell(new BallotReply { Refusal = "this node does not vote" }, Self);
        }
        else if (m.Number == 0)
        {
            var newest = ballots.Decided.Reverse().Take(BallotsInReply / 2).Reverse();
            Sender.Tell(new BallotReply { Ballots = { newest.Concat(ballots.Open.Take(BallotsInReply / 2)).Select(BallotCodec.Encode) } }, Self);
        }
        else if (m.WaitMs > 0 && IsUndecided(m.Number) && _awaiting.Count < FollowLimits.MostWaiting)
        {
            var until = Now + TimeSpan.FromMilliseconds(Math.Min(m.WaitMs, FollowLimits.LongestWaitMs));
            _awaiting.Add((Sender, m.Number, until));
            Arm(until);
        }
        else
        {
            TellBallot(Sender, m.Number);
        }
    }

    // One that this node has not applied yet may be on its way.
    private bool IsUndecided(ulong number) =>
        number > _core!.Raft.Applied || _core.Raft.Admission.Ballots.Find(number) is { Outcome: BallotOutcome.Open };

    private void TellBallot(IActorRef asker, ulong number)
    {
        var reply = new BallotReply();
        if (_core!.Raft.Admission.Ballots.Find(number) is { } ballot) reply.Ballots.Add(BallotCodec.Encode(ballot));
        else reply.Refusal = $"ballot {number} is not known to this node: entry {number} opened none, or it was decided long ago (its entries are in the log)";
        asker.Tell(reply, Self);
    }

    private void AnswerBallots()
    {
        if (_awaiting.Count == 0) return;
        var now = Now;
        var due = _awaiting.Where(a => a.Until <= now || !IsUndecided(a.Ballot)).ToList();
        foreach (var answered in due) _awaiting.Remove(answered);
        foreach (var (asker, ballot, _) in due) TellBallot(asker, ballot);
        if (_awaiting.Count > 0) Arm(_awaiting.Min(a => a.Until));
    }
}
