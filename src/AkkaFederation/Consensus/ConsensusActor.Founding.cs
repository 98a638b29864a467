using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Wire;

namespace AkkaFederation.Consensus;

// Founding: rare, small, and every step durable before it is told.
internal sealed partial class ConsensusActor
{
    private const int ForeignNamed = 64;
    private static readonly TimeSpan FoundingTick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AskPause = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongAskPause = TimeSpan.FromSeconds(30);
    private readonly SortedSet<string> _foreignGeneses = new(StringComparer.Ordinal);
    private ImmutableSortedDictionary<Did, string>? _announcedTo;
    private TimeSpan? _nextAsk;
    private int _asked;

    private bool MayFound => _runtime.Settings.BootstrapExpect > 0 || _runtime.Settings.InitialVoters.Length > 0;

    private bool HasOutcome => _founding.Fatal is not null || (_founding.Founded is not null && _core is null) || (_founding.Observed is not null && !_observed);

    private void StartFounding()
    {
        if (!MayFound)
        {
            _log.Warning("Neither bootstrap-expect nor initial-voters is set: this node founds nothing{0}.",
                _runtime.Settings.Consensus.Join ? " and waits for others' founding" : " and does not vote");
            BecomeReady();
            if (_runtime.Settings.Consensus.Join) Arm(Now + AskPause);
            return;
        }

        OnTick();
    }

    private void TickFounding()
    {
        var known = new SortedSet<Did>(_runtime.Addresses.Snapshot.Keys) { Me };
        _founding.Tick(known, Now);
        CarryOutFounding();
        AskForGenesis(known);
        ArmFounding();
    }

    // Founders tell whom they meet, but not for ever, and this node may have restarted since: who still waits asks around.
    private void AskForGenesis(SortedSet<Did> known)
    {
        if (!_founding.MayAsk || known.Count < 2 || Now < (_nextAsk ??= Now + AskPause)) return;
        _nextAsk = Now + (MayFound ? AskPause : LongAskPause);
        var others = known.Where(k => k != Me).ToArray();
        _peers.Find(others[_asked++ % others.Length])?.Tell(new GenesisRequest(), Self);
    }

    private void OnGenesisReply(GenesisReply reply)
    {
        if (!_owned || !_founding.MayAsk || reply.Genesis is null || !_runtime.Connections.TryGetPeer(Sender, out var peer)) return;
        try
        {
            OnFoundingMessage(new GenesisProof(peer, Me, SealCodec.Decode(reply.Genesis)));
        }
        catch (Exception malformed) when (malformed is FormatException or WireFormatException)
        {
            _counters.RefusedGenesis++;
            _log.Warning("{0} answers with a genesis that cannot be read: {1}.", peer, LogText.Escape(malformed.Message));
        }
    }

    // For the sake of those who took no part, and to find out about another founding under this cluster id.
    private void AnnounceGenesis()
    {
        var addresses = _runtime.Addresses.Snapshot;
        if (!_owned || _core is null || _founding.Founded is null || (addresses == _announcedTo && !(Now >= _founding.NextAnnouncement))) return;
        _announcedTo = addresses;
        _founding.Announce([.. addresses.Keys], Now);
        CarryOutFounding();
    }

    // Who has nothing to offer any more only answers; an answer may bind it, and then it has.
    private void ArmFounding()
    {
        if (MayFound && !_founding.IsOver) Arm(Now + FoundingTick);
        else if (_runtime.Settings.Consensus.Join && _founding.MayAsk && _nextAsk is { } ask) Arm(ask);
    }

    private void CarryOutFounding()
    {
        if (_founding.Events.Count == 0 && _founding.Sends.Count == 0 && !HasOutcome) return;
        foreach (var e in _founding.Events) PersistAsync(e, written => _foundingRecord.Add(LastSequenceNr, written));
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
        else if (_founding.Observed is { } observed && !_observed) Observe(observed);
    }

    private void Observe(SignedGenesis observed)
    {
        _observed = true;
        if (_runtime.Settings.Consensus.Join) _log.Info("{0} was founded without this node: it asks to join.", observed.Genesis);
        else _log.Warning("{0} was founded without this node: it does not vote (consensus.join = off).", observed.Genesis);
        Context.System.EventStream.Publish(new ConsensusEvent.Founded(observed.Genesis));
        BecomeReady();
        BeginToJoin(observed);
    }

    private void OnFoundingMessage(PeerMessage message)
    {
        var foreign = _founding.RefusedForeign;
        _founding.Step(message);
        if (_founding.RefusedForeign > foreign && message is GenesisProof proof) OnForeignGenesis(proof);
        CarryOutFounding();
        if (_core is null) ArmFounding();
    }

    private void OnForeignGenesis(GenesisProof proof)
    {
        _counters.RefusedGenesis++;
        var genesis = proof.Signed.Genesis;
        if (_foreignGeneses.Count >= ForeignNamed || !_foreignGeneses.Add(Convert.ToHexStringLower(genesis.Hash))) return;
        _log.Error("{0}, told by {1}, is another founding of cluster '{2}' than {3} and is refused: give it another cluster id, or start its nodes anew without their data.",
            genesis, proof.From, _runtime.ClusterId, _founding.Founded?.Genesis.ToString() ?? _founding.Observed?.Genesis.ToString() ?? "the one that this node waits for");
    }
}
