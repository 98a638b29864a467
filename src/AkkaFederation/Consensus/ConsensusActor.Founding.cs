using Akka.Actor;
using Akka.Event;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

// Founding: rare, small, and every step durable before it is told.
internal sealed partial class ConsensusActor
{
    private static readonly TimeSpan FoundingTick = TimeSpan.FromMilliseconds(50);

    private bool MayFound => _runtime.Settings.BootstrapExpect > 0 || _runtime.Settings.InitialVoters.Length > 0;

    private bool HasOutcome => _founding.Fatal is not null || (_founding.Founded is not null && _core is null) || (_founding.Observed is not null && !_ready);

    private void StartFounding()
    {
        if (!MayFound)
        {
            _log.Warning("Neither bootstrap-expect nor initial-voters is set: this node does not vote.");
            BecomeReady();
            return;
        }

        OnTick();
    }

    private void TickFounding()
    {
        var known = new SortedSet<Did>(_runtime.Addresses.Snapshot.Keys) { Me };
        _founding.Tick(known, Now);
        CarryOutFounding();

        ArmFounding();
    }

    // Who has nothing to offer any more only answers; an answer may bind it, and then it has.
    private void ArmFounding()
    {
        if (MayFound && !_founding.IsOver) Arm(Now + FoundingTick);
    }

    private void CarryOutFounding()
    {
        if (_founding.Events.Count == 0 && _founding.Sends.Count == 0 && !HasOutcome) return;
        foreach (var e in _founding.Events) PersistAsync(e, _ => { });
        var sends = _founding.Sends.ToArray();
        _founding.Events.Clear();
        _founding.Sends.Clear();

        // Behind all that is being written, this call's events or an earlier one's.
        DeferAsync(sends, AfterFoundingStep);
    }

    private void AfterFoundingStep(PeerMessage[] sends)
    {
        if (!_owned) return;
        foreach (var message in sends) Send(new PeerEnvelope(default, message));
        if (_founding.Fatal is { } problem) End(problem);
        else if (_founding.Founded is not null && _core is null) StartVoting();
        else if (_founding.Observed is { } observed && !_ready) Observe(observed);
    }

    private void Observe(SignedGenesis observed)
    {
        _log.Warning("{0} was founded without this node: it does not vote.", observed.Genesis);
        Context.System.EventStream.Publish(new ConsensusEvent.Founded(observed.Genesis));
        BecomeReady();
    }

    private void OnFoundingMessage(PeerMessage message)
    {
        var refused = _founding.Refused;
        _founding.Step(message);
        if (_founding.Refused > refused && message is GenesisProof proof)
            _log.Error("{0} of {1} is not this node's {2} and is refused.", proof.Signed.Genesis, message.From, _founding.Founded?.Genesis);
        CarryOutFounding();
        if (_core is null) ArmFounding();
    }
}
