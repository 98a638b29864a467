using Akka.Actor;
using Akka.Event;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

// Joining a federation that was founded without this node: durable before the node takes part.
internal sealed partial class ConsensusActor
{
    private readonly JoinCore _join;
    private bool _observed;
    private string _saidOfJoin = "";

    /// <summary>The log that this node belongs to: the one that it founded, or joined.</summary>
    private SignedGenesis? Belonging => _founding.Founded ?? _join.Joined;

    private bool WantsToJoin => _runtime.Settings.Consensus.Join && _founding.Founded is null && (_observed || _join.Joined is not null);

    private void RecoverFounding(FoundingEvent e)
    {
        _founding.Recover(e);
        if (e is GenesisJoined joined) _join.Recover(joined);
    }

    private void BeginToJoin(SignedGenesis observed)
    {
        if (!WantsToJoin) return;
        _join.Observe(observed);
        TickJoining();
    }

    private void TickJoining()
    {
        if (!WantsToJoin) return;
        _join.Tick([.. _runtime.Addresses.Snapshot.Keys], _core?.Raft.Log.Configurations, Now);
        CarryOutJoining();
        Arm(_join.Next);
    }

    private void OnJoinReply(ReadOnlySpan<byte> genesis, JoinReply reply)
    {
        if (_founding.Observed is not { } observed || !genesis.SequenceEqual(observed.Genesis.Hash))
        {
            _counters.RefusedGenesis++;
            return;
        }

        _join.Step(reply, Now);
        if (_join.Fatal is { } problem)
        {
            End(problem);
            return;
        }

        CarryOutJoining();
        Arm(_join.Next);
    }

    private void CarryOutJoining()
    {
        var hash = _founding.Observed!.Genesis.Hash;
        foreach (var message in _join.Sends) _peers.Find(message.To)?.Tell(new PeerEnvelope(hash, message), Self);
        _join.Sends.Clear();
        foreach (var e in _join.Events)
        {
            PersistAsync(e, written =>
            {
                _foundingRecord.Add(LastSequenceNr, written);
                AfterJoining();
            });
        }

        _join.Events.Clear();
        if (_join.Waits == _saidOfJoin) return;
        _saidOfJoin = _join.Waits;
        _log.Warning("This node is no learner yet: {0}.", _join.Waits);
    }

    private void AfterJoining()
    {
        if (_owned && _core is null) StartVoting();
    }
}
