using Akka.Actor;
using Akka.Event;
using AkkaFederation.Identity;
using AkkaFederation.Wire;

namespace AkkaFederation.Consensus;

// Who votes: asked, changed by operators, and told to whoever listens.
internal sealed partial class ConsensusActor
{
    private ulong? _publishedEpoch;

    private void OnVotersQuery()
    {
        if (_core is null)
        {
            Sender.Tell(new VotersAnswer { Unknown = true }, Self);
            return;
        }

        var raft = _core.Raft;
        var configuration = raft.Configuration;
        var answer = new VotersAnswer
        {
            Epoch = configuration.Epoch,
            Committed = raft.IsSettled,
            Leader = raft.Leader.Value,
            LeaderEndpoint = EndpointOf(raft.Leader),
            Leads = raft.Role == RaftRole.Leader,
            Level = raft.Level,
            LastIndex = raft.Log.LastIndex,
            MaxVoters = (uint)_runtime.Settings.Consensus.MaxVoters,
        };
        answer.Members.Add(configuration.Voters.Concat(configuration.Learners).Select(LineOf));
        Sender.Tell(answer, Self);
    }

    private MemberLine LineOf(Did member)
    {
        var raft = _core!.Raft;
        var line = new MemberLine
        {
            Did = member.Value,
            Votes = raft.IsVoter(member),
            Endpoint = EndpointOf(member),
            Status = member == Me ? "HEALTHY" : _membership?.Peers.FirstOrDefault(p => p.Id == member)?.Status.ToString().ToUpperInvariant() ?? "",
            HeardMsAgo = -1,
        };
        if (member == Me) (line.Match, line.HeardMsAgo, line.CaughtUp, line.Level) = (raft.Stable, 0, true, raft.SupportedLevel);
        if (raft.Followers.FirstOrDefault(f => f.Id == member) is not { } follower) return line;
        (line.Match, line.Level, line.CaughtUp) = (follower.Match, follower.Level, follower.CatchUp.IsCaughtUp);
        line.HeardMsAgo = (long)(Now - follower.LastHeard).TotalMilliseconds;
        return line;
    }

    private string EndpointOf(Did member)
    {
        if (member == Me) return _runtime.Endpoint;
        return !member.IsEmpty && _runtime.Addresses.TryGet(member, out var endpoint) ? endpoint : "";
    }

    private void OnChangeVoters(ChangeVoters m)
    {
        if (!TryGetOrigin(out var origin)) return;
        if (_core is null)
        {
            Sender.Tell(new ChangeVotersReply(), Self);
            return;
        }

        if (!Did.TryParse(m.Did, out var member, out var error) || m.Step is VoterStep.Unspecified or > VoterStep.Remove)
        {
            Sender.Tell(new ChangeVotersReply { Outcome = ChangeOutcome.ChangeRefused, Reason = error.Length > 0 ? error : "an unknown step" }, Self);
            return;
        }

        _log.Info("{0} asks for a change of voters: {1} {2}.", origin, m.Step, member);
        var change = new VoterChange((VoterChangeKind)(m.Step - 1), member);
        _core.Change(new ChangeRequest(change, Now + TimeSpan.FromMilliseconds(Math.Min(m.TtlMs, LongestTtlMs)), Sender));
        QueueFlush();
    }

    private void Answer(ChangeReply reply)
    {
        var leader = _core!.Raft.Leader;
        ((IActorRef)reply.Request.ReplyTo).Tell(new ChangeVotersReply
        {
            Outcome = reply.Verdict switch
            {
                ChangeVerdict.Done => ChangeOutcome.ChangeDone,
                ChangeVerdict.Refused => ChangeOutcome.ChangeRefused,
                ChangeVerdict.NotLeader => ChangeOutcome.ChangeNotLeader,
                _ => ChangeOutcome.ChangeUnsure,
            },
            Epoch = reply.Epoch,
            Reason = reply.Reason,
            Leader = leader.Value,
            LeaderEndpoint = EndpointOf(leader),
        }, Self);
    }

    private void PublishVoters()
    {
        var raft = _core!.Raft;
        var configuration = raft.Configuration;
        if (!raft.IsSettled || configuration.Epoch == (_publishedEpoch ?? 0)) return;
        _publishedEpoch = configuration.Epoch;
        _log.Info("Entry {0} changed who votes: {1} voters, {2} learners; this node {3}.", configuration.Epoch, configuration.Voters.Count,
            configuration.Learners.Count, configuration.IsVoter(Me) ? "votes" : configuration.IsLearner(Me) ? "learns" : "takes no part");
        Context.System.EventStream.Publish(new ConsensusEvent.VotersChanged(configuration.Epoch, configuration.Voters, configuration.Learners));
    }
}
