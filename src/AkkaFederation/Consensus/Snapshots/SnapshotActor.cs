using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using AkkaFederation.Hosting;
using AkkaFederation.Wire;

namespace AkkaFederation.Consensus;

/// <summary>
/// <c>/user/federation/snapshots</c>: the shell of <see cref="SnapshotCore"/>. It is a room of its own, so that what it sends
/// goes by another connection than heartbeats and log entries do, and so that long writing holds up nobody. Chunks are
/// snapshots of the persistence plugin: chunk n of slot s has sequence number n + 1 under a persistence id of its own.
/// </summary>
internal sealed partial class SnapshotActor : UntypedActor, IWithTimers
{
    private const string ConsensusPath = $"/user/{FederationRooms.Guardian}/{FederationRooms.Consensus}";
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(20);
    private readonly FederationRuntime _runtime;
    private readonly SnapshotOptions _options;
    private readonly PeerRefs _peers;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IActorRef _consensus = ActorRefs.Nobody;
    private SnapshotCore? _core;
    private byte[] _genesis = [];
    private SnapshotStatus _told = new(0, 0, 0, 0);
    private string? _lastRefusal;
    private bool _ticking;
    private int _progressTold;

    public SnapshotActor(FederationRuntime runtime)
    {
        _runtime = runtime;
        _options = runtime.Settings.Consensus.ToSnapshotOptions();
        _peers = new PeerRefs(Context.System, runtime.Addresses, FederationRooms.Snapshots);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    public static Props Props(FederationRuntime runtime) => Akka.Actor.Props.Create(() => new SnapshotActor(runtime));

    protected override void PreStart()
    {
        Context.Parent.Tell(RoomMessage.Ready.Instance);
        Context.System.ActorSelection(ConsensusPath).Tell(SnapshotsRestarted.Instance, Self);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SnapshotEnvelope m: OnPeer(m); break;
            case SnapshotRequest.Begin m: OnBegin(m); break;
            case SnapshotRequest m when _core is not null: OnRequest(_core, m); break;
            case SaveSnapshotSuccess or SaveSnapshotFailure or DeleteSnapshotsSuccess or DeleteSnapshotsFailure or LoadSnapshotResult or LoadSnapshotFailed:
                OnStore(message);
                break;
            case LinksReply m when _core is not null: OnLinks(_core, m); break;
            case Tick: OnTick(); break;
            default: Unhandled(message); break;
        }

        CarryOut();
    }

    private void OnBegin(SnapshotRequest.Begin m)
    {
        _consensus = Sender;
        _genesis = m.Genesis;
        (_storeId, _tilesId) = (m.StoreId, m.TilesId);
        ForgetStore();
        _core = new SnapshotCore(_runtime.Self, _options) { Verifier = m.Verifier };
        _told = new SnapshotStatus(0, 0, 0, 0);
        _consensus.Tell(_told, Self);
    }

    private void OnRequest(SnapshotCore core, SnapshotRequest request)
    {
        switch (request)
        {
            case SnapshotRequest.Members m:
                core.Members = m.Dids;
                AskForLinks(core);
                break;
            case SnapshotRequest.Adopt m:
                core.Adopt(m.Record);
                AskForLinks(core);
                break;
            case SnapshotRequest.Read m: core.Read(m.Record); break;
            case SnapshotRequest.Write m: Write(core, m); break;
            case SnapshotRequest.Hold m: core.Hold(m.Record); break;
            case SnapshotRequest.Decline: core.Decline(); break;
            case SnapshotRequest.Fetch m:
                core.OwnTiles = m.OwnTiles;
                core.Offer(m.Offer, Now);
                break;
        }
    }

    // Who fetches may not know of the changes of voters since the genesis.
    private void AskForLinks(SnapshotCore core) => _consensus.Tell(new LinksRequest { After = core.Links.Count == 0 ? 0 : core.Links[^1].Epoch }, Self);

    private void OnLinks(SnapshotCore core, LinksReply m)
    {
        var known = core.Links.Count == 0 ? 0 : core.Links[^1].Epoch;
        var more = m.Links.Select(ProofsCodec.DecodeLink).Where(l => l.Epoch > known).ToList();
        if (more.Count == 0 || core.Links.Count + more.Count > SnapshotCodec.MaxLinks) return;
        core.Links = [.. core.Links, .. more];
        AskForLinks(core);
    }

    // The user's code runs here: what it throws ends the node's part, as anything else of its state machine does.
    private void Write(SnapshotCore core, SnapshotRequest.Write m)
    {
        SnapshotManifest manifest;
        IReadOnlyList<ReadOnlyMemory<byte>> chunks;
        try
        {
            (manifest, chunks) = SnapshotAssembly.Cut(m.Capture, m.Machine is null ? null : Written(m.Machine));
        }
        catch (Exception e)
        {
            _consensus.Tell(new StateMachineActor.Failed($"the snapshot of entry {m.Capture.Mark} cannot be written", e), Self);
            return;
        }

        core.Write(manifest, chunks);
    }

    private static MachineState Written(HeldMachine machine)
    {
        var stream = new PieceStream();
        machine.State.Write(stream);
        return new MachineState(stream.Pieces, machine.Results);
    }

    private void OnPeer(SnapshotEnvelope envelope)
    {
        if (_core is null) return;
        if (!_runtime.Connections.TryGetPeer(Sender, out var peer) || peer != envelope.Message.From || !envelope.Genesis.Span.SequenceEqual(_genesis)) _core.Refuse();
        else _core.Step(envelope.Message, Now);
    }

    private void OnTick()
    {
        _ticking = false;
        _core?.Tick(Now);
    }

    private void CarryOut()
    {
        if (_core is null) return;
        for (var i = 0; i < _core.Effects.Count; i++) CarryOut(_core.Effects[i]);
        _core.Effects.Clear();
        Report(_core);
        if (_ticking || _core.NextDeadline is null) return;
        _ticking = true;
        Timers.StartSingleTimer(nameof(Tick), Tick.Instance, TickInterval);
    }

    private void CarryOut(SnapshotEffect effect)
    {
        switch (effect)
        {
            case SnapshotEffect.Send m: _peers.Find(m.Message.To)?.Tell(new SnapshotEnvelope(_genesis, m.Message), Self); break;
            case SnapshotEffect.Erase or SnapshotEffect.Save or SnapshotEffect.Load: Enqueue(effect); break;
            default: _consensus.Tell(effect, Self); break;
        }
    }

    private void Report(SnapshotCore core)
    {
        if (core.LastRefusal is { } refusal && refusal != _lastRefusal) _log.Warning("A piece of a snapshot is refused: {0}.", LogText.Escape(_lastRefusal = refusal));
        var tenth = core.Progress is { } p && p.Of > 0 ? 10 * p.Received / p.Of : 0;
        if (core.Progress is { } progress && tenth != _progressTold) _log.Info("Fetches a snapshot: {0} of {1} pieces.", progress.Received, progress.Of);
        _progressTold = tenth;
        var status = new SnapshotStatus(core.Pinned, core.Refused, core.ChunksSent, core.ChunksFetched);
        if (status == _told) return;
        _told = status;
        _consensus.Tell(status, Self);
    }

    private sealed record Tick
    {
        public static readonly Tick Instance = new();
    }
}
