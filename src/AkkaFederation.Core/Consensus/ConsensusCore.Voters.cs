using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

// Who votes: joiners, operators' changes, and strangers who speak as leaders or candidates.
internal sealed partial class ConsensusCore
{
    private const int MaxInquiries = 64;
    private readonly SortedDictionary<Did, ulong> _inquiries = [];
    private TimeSpan _nextAsk;
    private Did _stranger;

    /// <summary>Operators' changes of voters.</summary>
    public ChangeDesk Changes { get; }

    /// <summary>Changes who votes; answered when that is committed, or cannot be.</summary>
    public void Change(ChangeRequest request) => Changes.Submit(request);

    private void StepVoters(PeerMessage message, TimeSpan now)
    {
        switch (message)
        {
            case JoinRequest m:
                OnJoin(m, now);
                break;
            case VotersRequest m:
                _outbox.Add(new VotersReply(Raft.Self, m.From, Raft.Configuration));
                break;
            case VotersReply m when Raft.IsVoter(m.From):
                Raft.Introduce(m.Configuration);
                break;
        }
    }

    // Somebody whom the log does not know (yet) leads or stands: a voter that the log knows can say whether that may be, and so
    // can links, which prove it.
    private void MeetStranger(PeerMessage message, TimeSpan now)
    {
        if (message is not (AppendRequest or HeartbeatRequest or VoteRequest or PreVoteRequest) || now < _nextAsk) return;
        _nextAsk = now + Beat;
        _stranger = message.From;
        foreach (var voter in Raft.Voters)
        {
            if (voter != Raft.Self) _outbox.Add(new VotersRequest(Raft.Self, voter));
        }
    }

    private void OnJoin(JoinRequest m, TimeSpan now)
    {
        if (Raft.Role != RaftRole.Leader)
        {
            Answer(m, JoinAnswer.NotLeader);
        }
        else if (!m.Fresh)
        {
            Answer(m, Admit(m.From, now));
        }
        else if (_inquiries.Count < MaxInquiries && Raft.ReadIndex(m.From, m.Number))
        {
            // Whoever no longer leads must not say that a name is unknown.
            _inquiries[m.From] = m.Number;
        }
    }

    private JoinAnswer Admit(Did node, TimeSpan now)
    {
        Raft.HearApplicant(node, now);
        if (Raft.Configuration.Has(node)) return JoinAnswer.Member;
        if (Raft.Log.Configurations.Knows(node)) return JoinAnswer.Known;
        if (!Raft.MayChangeVoters || Changes.Pending > 0) return JoinAnswer.Later;
        return Raft.ChangeVoters(VoterChange.Add(node), now).Status == AppendStatus.Appended ? JoinAnswer.Member : JoinAnswer.Full;
    }

    private bool AnswerInquiry(ReadState read)
    {
        if (!_inquiries.TryGetValue(read.Reader, out var number) || number != read.Number) return false;
        _inquiries.Remove(read.Reader);
        var answer = Raft.Log.Configurations.Knows(read.Reader) ? JoinAnswer.Known : JoinAnswer.Unknown;
        _outbox.Add(new JoinReply(Raft.Self, read.Reader, number, read.Confirmed ? answer : JoinAnswer.NotLeader, default));
        return true;
    }

    private void Answer(JoinRequest m, JoinAnswer answer) =>
        _outbox.Add(new JoinReply(Raft.Self, m.From, m.Number, answer, answer == JoinAnswer.NotLeader ? Raft.Leader : default));

    private void FinishChanges(TimeSpan now)
    {
        (_effects.Stranger, _stranger) = (_stranger, default);
        Changes.Finish(now);
        _effects.Changes.AddRange(Changes.Replies);
        Changes.Replies.Clear();
    }
}
