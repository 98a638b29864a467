using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

// The state machine of a simulated voter, and its snapshots: the shell of SnapshotCore over slots of the simulated disk.
internal sealed partial class SimNode
{
    private SnapshotCapture? _captured;
    private (ulong Mark, MachineState State)? _held;
    private readonly Queue<(IReadOnlyList<LogEntry> Entries, ulong CaptureAt)> _toApply = new();
    private bool _snapshotTick;

    public SnapshotCore? Snapshots { get; private set; }

    public SimMachine? Machine { get; private set; }

    /// <summary>Why it ended its part; null while it takes part.</summary>
    public string? Fatal { get; private set; }

    /// <summary>Snapshots of others that were put in place of the log.</summary>
    public int Installed { get; private set; }

    /// <summary>A bug of this node's state machine alone.</summary>
    public byte Bias { get; set; }

    /// <summary>Changes what this node sends as chunks, for lies.</summary>
    public Func<SnapshotMessage, SnapshotMessage>? Lie { get; set; }

    private ulong StartOfState => Disk.Record?.Mark ?? 0;

    private void StartSnapshots()
    {
        if (cluster.Snapshots is not { } sim) return;
        (_captured, _held, _snapshotTick) = (null, null, false);
        _toApply.Clear();
        Machine = new SimMachine(sim.Ballast) { Bias = Bias };
        Snapshots = new SnapshotCore(Id, sim.Transfer with { Rules = cluster.RaftOptions.Rules })
        {
            Members = cluster.Names,
            Verifier = (c, _) => new CertificateVerifier(cluster.Trust, new TestVerifier()).Verify(c, out var reason) ? null : reason,
        };
        if (Disk.Record is not { } record) return;
        Snapshots.Read(record);
        while (Snapshots.Effects.Count > 0)
        {
            var effects = Snapshots.Effects.ToList();
            Snapshots.Effects.Clear();
            foreach (var effect in effects)
            {
                if (effect is SnapshotEffect.Load load) Snapshots.Loaded(load.Slot, load.Number, Disk.Load(load.Slot, load.Number));
                else Restore(Assert.IsType<SnapshotEffect.Restored>(effect));
            }
        }
    }

    private void Restore(SnapshotEffect.Restored restored)
    {
        Machine!.Restore(restored.Record.Mark, SnapshotAssembly.Restore(Core!, restored.Record, restored.Parts)!);
        cluster.Checker.OnState(this, Machine);
    }

    private void CarryOutSnapshots(ConsensusEffects effects)
    {
        if (Snapshots is null) return;
        if (effects.Fatal is { } fatal) Fatal = fatal;
        if (effects.Capture is { } capture) _captured = capture;
        if (effects.ToMachine.Count > 0) Apply(effects.ToMachine, effects.MachineCapture);
        if (effects.Offer is { } offer) Snapshots.Offer(offer, cluster.Now);
        if (effects.Settle is { } record) Settle(record);
        foreach (var wanted in effects.Wanted.ToList()) Later(1, () => Core!.Raft.EntriesRead(wanted, Disk.Read(wanted.From, wanted.Before)));
        WriteSnapshot();
        RunSnapshots();
    }

    private void Apply(IReadOnlyList<LogEntry> entries, ulong captureAt)
    {
        _toApply.Enqueue((entries, captureAt));
        if (_toApply.Count == 1) ApplyNext();
    }

    private void ApplyNext() => Later(cluster.Random.NextDouble() * cluster.Snapshots!.ApplyMs, () =>
    {
        var (entries, captureAt) = _toApply.Dequeue();
        if (_toApply.Count > 0) ApplyNext();
        var results = new List<(ulong, ReadOnlyMemory<byte>)>();
        foreach (var entry in entries)
        {
            if (Machine!.Apply(entry) is { } result) results.Add(result);
            if (entry.Index == captureAt) _held = (captureAt, Machine.Capture());
        }

        Core!.MachineApplied(entries[^1].Index, results);
        WriteSnapshot();
        RunSnapshots();
    });

    private void WriteSnapshot()
    {
        if (_captured is not { } capture || _held is not { } held || held.Mark != capture.Mark) return;
        _captured = null;
        var (manifest, chunks) = SnapshotAssembly.Cut(capture, held.State);
        Snapshots!.Write(manifest, chunks);
    }

    private void Settle(SnapshotRecord record)
    {
        Snapshots!.Hold(record);
        Later(cluster.Random.NextDouble() * 4, () =>
        {
            if (cluster.CrashesAt(this)) return;
            Disk.Record = record;
            if (cluster.CrashesAt(this)) return;
            cluster.Checker.OnRecord(record);
            Snapshots.Adopt(record);
            Core!.SnapshotAdopted(record);
            Compact(record);
        });
    }

    private void Compact(SnapshotRecord record)
    {
        var keep = cluster.Snapshots!.Checkpoints.Keep;
        var to = Math.Min(record.Mark > keep ? record.Mark - keep : 0, Snapshots!.Pinned == 0 ? ulong.MaxValue : Snapshots.Pinned);
        if (to < Raft.Log.FirstIndex) return;
        Disk.CompactTo(Raft.Log, to);
        Raft.Log.CompactTo(to);
    }

    private void RunSnapshots()
    {
        if (Snapshots is null) return;
        var effects = Snapshots.Effects.ToList();
        Snapshots.Effects.Clear();
        Snapshots.CheckInvariants();
        foreach (var effect in effects) Run(effect);
        if (_snapshotTick || Snapshots.NextDeadline is null) return;
        _snapshotTick = true;
        Later(20, () =>
        {
            _snapshotTick = false;
            Snapshots.Tick(cluster.Now);
            RunSnapshots();
        });
    }

    private void Run(SnapshotEffect effect)
    {
        switch (effect)
        {
            case SnapshotEffect.Send send: cluster.Network.Send(Lie?.Invoke(send.Message) ?? send.Message); break;
            case SnapshotEffect.Erase erase: Disk.Erase(erase.Slot); break;
            case SnapshotEffect.Save save:
                Later(cluster.Random.NextDouble() * 4, () =>
                {
                    if (cluster.CrashesAt(this)) return;
                    Disk.Save(save.Slot, save.Number, save.Bytes);
                    Snapshots!.Saved(save.Slot, save.Number, null, cluster.Now);
                    RunSnapshots();
                });
                break;
            case SnapshotEffect.Load load:
                Later(0.1, () =>
                {
                    Snapshots!.Loaded(load.Slot, load.Number, Disk.Load(load.Slot, load.Number));
                    RunSnapshots();
                });
                break;
            case SnapshotEffect.Taken taken: Later(0, () => Core!.SnapshotTaken(taken.Manifest, taken.Slot)); break;
            case SnapshotEffect.Fetched fetched: Install(fetched.Record); break;
            default: Assert.Fail($"{cluster.Seed}: {effect}"); break;
        }
    }

    private void Install(SnapshotRecord record) => Later(1, () =>
    {
        if (Raft.WriteInFlight)
        {
            Install(record);
            return;
        }

        if (!Raft.Needs(record))
        {
            Snapshots!.Decline();
            return;
        }

        if (cluster.CrashesAt(this)) return;
        Disk.Install(record, new HardState(Raft.Term, Raft.Vote));
        Installed++;
        if (!cluster.CrashesAt(this)) Start();
    });

    private void Receive(SnapshotMessage message)
    {
        Snapshots!.Step(message, cluster.Now);
        RunSnapshots();
    }
}

/// <summary>What a cluster with checkpoints is made of.</summary>
internal sealed record SimSnapshots
{
    public CheckpointOptions Checkpoints { get; init; } = new() { EveryEntries = 20, Keep = 5 };

    public SnapshotOptions Transfer { get; init; } = new() { AskAgain = TimeSpan.FromMilliseconds(100) };

    /// <summary>Bytes beside the hash in every snapshot.</summary>
    public int Ballast { get; init; }

    /// <summary>How long a batch of entries takes at most.</summary>
    public double ApplyMs { get; init; } = 1;
}
