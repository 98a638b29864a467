using Akka.Actor;
using AkkaFederation.Wire;

namespace AkkaFederation.Consensus;

// Streams of commits and aborts: whoever follows asks for what comes next and waits here, with its own position.
internal sealed partial class ConsensusActor
{
    private readonly List<(IActorRef Asker, ulong From, TimeSpan Until)> _followers = [];
    private ulong _released;
    private TimeSpan _firstTimeout = TimeSpan.MaxValue;

    /// <summary>Questions that wait for the next commit.</summary>
    internal int Followers => _followers.Count;

    private bool MayFollow(LogRequest m, ulong from, ulong commit)
    {
        if (m.WaitMs == 0 || from <= commit || _core is null || _followers.Count >= FollowLimits.MostWaiting) return false;
        var until = Now + TimeSpan.FromMilliseconds(Math.Min(m.WaitMs, FollowLimits.LongestWaitMs));
        _followers.Add((Sender, from, until));
        if (until < _firstTimeout) _firstTimeout = until;
        Arm(_firstTimeout);
        return true;
    }

    private void ReleaseFollowers()
    {
        var (commit, now) = (_core!.Raft.Commit, Now);
        if (_followers.Count == 0 || (commit == _released && now < _firstTimeout)) return;
        _released = commit;
        var due = _followers.Where(f => f.From <= commit || f.Until <= now).ToList();
        _followers.RemoveAll(f => f.From <= commit || f.Until <= now);
        _firstTimeout = _followers.Count == 0 ? TimeSpan.MaxValue : _followers.Min(f => f.Until);
        foreach (var (asker, from, _) in due) TellEntries(asker, from);
        if (_followers.Count > 0) Arm(_firstTimeout);
    }

    private void OnAborts(AbortsRequest m)
    {
        if (_proposals.IsNobody()) Sender.Tell(new AbortsChunk { Life = 0, FirstAvailable = 1, Next = 1 }, Self);
        else _proposals.Forward(m);
    }
}
