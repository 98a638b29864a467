using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

// Snapshots: what is held at a mark goes to the room of snapshots, what comes back from there is made durable in the log.
internal sealed partial class ConsensusActor
{
    private const string SnapshotsPath = $"/user/{FederationRooms.Guardian}/{FederationRooms.Snapshots}";
    private ICanTell _snapshots = ActorRefs.Nobody;
    private SnapshotStatus _snapshotStatus = new(0, 0, 0, 0);
    private SnapshotRecord? _snapshot;
    private SnapshotCapture? _captured;
    private HeldMachine? _heldMachine;
    private ImmutableArray<Did> _membersTold = [];
    private IActorRef _snapshotsRoom = ActorRefs.Nobody;
    private bool _restoring;

    private string SnapshotsId => PersistenceId + "-snapshot";

    private void BeginSnapshots()
    {
        _snapshots = Context.System.ActorSelection(SnapshotsPath);
        (_captured, _heldMachine, _membersTold) = (null, null, []);
        _snapshots.Tell(new SnapshotRequest.Begin(_genesis, SnapshotsId, TilesId(PersistenceId), VerifyCheckpoint), Self);
    }

    // What the room of snapshots was writing is given up; the next one will be written by its successor.
    private void OnSnapshotsGone()
    {
        _snapshotsRoom = ActorRefs.Nobody;
        (_captured, _heldMachine) = (null, null);
        _core?.Checkpoints.Abandon();
    }

    private void OnSnapshotsRestarted()
    {
        if (!_snapshotsRoom.IsNobody()) return;
        if (_restoring && _snapshot is not null)
        {
            RestoreSnapshot();
        }
        else if (_core is not null)
        {
            BeginSnapshots();
            if (_snapshot is not null) _snapshots.Tell(new SnapshotRequest.Adopt(_snapshot), Self);
            TellMembers();
        }
    }

    /// <summary>A start begins with the snapshot of the record; voting begins when it is read.</summary>
    private void RestoreSnapshot()
    {
        _restoring = true;
        BeginSnapshots();
        _snapshots.Tell(new SnapshotRequest.Read(_snapshot!), Self);
        _log.Info("Reads the snapshot of entry {0}: {1} bytes.", _snapshot!.Mark, _snapshot.Manifest.Length);
    }

    private void OnRestored(SnapshotEffect.Restored m)
    {
        if (!_restoring || m.Record != _snapshot) return;
        _restoring = false;
        BeginVoting(m);
    }

    private void CarryOutSnapshots(ConsensusEffects effects)
    {
        if (effects.Capture is { } capture) _captured = capture;
        if (_captured is not null && (_runtime.StateMachine is null || _heldMachine is not null)) WriteSnapshot();
        if (effects.Settle is { } record) Settle(record);
        if (effects.Offer is { } offer) _snapshots.Tell(new SnapshotRequest.Fetch(offer, _core!.Raft.Log.Tree.Stored), Self);
        TellMembers();
        if (effects.Fatal is { } problem) End(problem, exitCode: FederationStartException.FailureExitCode);
    }

    private void WriteSnapshot()
    {
        if (_captured is not { } capture || (_heldMachine is { } held && held.Mark != capture.Mark)) return;
        _snapshots.Tell(new SnapshotRequest.Write(capture, _heldMachine), Self);
        (_captured, _heldMachine) = (null, null);
    }

    private void OnMachineHeld(StateMachineActor.Held m)
    {
        if (_core is null || m.Life != _machineLife) return;
        _heldMachine = m.Machine;
        if (_captured is not null) WriteSnapshot();
    }

    // The slot is held from here on: if the process dies now, the record may be durable or not, and both must find their chunks.
    private void Settle(SnapshotRecord record)
    {
        _snapshots.Tell(new SnapshotRequest.Hold(record), Self);
        PersistAsync(new SettledSnapshot(record), _ =>
        {
            _counters.Writes++;
            if (_core is null) return;
            Adopt(record);
            _log.Info("Checkpoint {0}: the state after entry {1} is agreed on, {2} bytes.", record.Checkpoint, record.Mark, record.Manifest.Length);
        });
    }

    private void Adopt(SnapshotRecord record)
    {
        _snapshot = record;
        _core!.SnapshotAdopted(record);
        _snapshots.Tell(new SnapshotRequest.Adopt(record), Self);
        CompactBehindSnapshot();
        QueueFlush();
    }

    // What a follower that fetches an older snapshot will need next stays.
    private void CompactBehindSnapshot()
    {
        var keep = (ulong)_runtime.Settings.Consensus.SnapshotKeep;
        var to = _snapshot!.Mark > keep ? _snapshot.Mark - keep : 0;
        if (_snapshotStatus.Pinned > 0) to = Math.Min(to, _snapshotStatus.Pinned);
        if (to > 0) CompactTo(to);
    }

    private void OnSnapshotDamaged(string problem) =>
        End($"{problem}, in {_runtime.Settings.DataDirectory}: restore the whole folder from a back-up made while the node was stopped and give the node a new key, "
            + "or start it anew without its data and with a new key", exitCode: FederationStartException.FailureExitCode);

    private void OnSnapshotTaken(SnapshotEffect.Taken m)
    {
        _core?.SnapshotTaken(m.Manifest, m.Slot);
        QueueFlush();
    }

    // Nothing of the old core may be written behind the event, so it is gone from here on; what it had written stands before it.
    private void OnFetched(SnapshotEffect.Fetched m)
    {
        if (_core is null) return;
        if (!_core.Raft.Needs(m.Record))
        {
            _snapshots.Tell(SnapshotRequest.Decline.Instance, Self);
            return;
        }

        var hard = new HardState(_core.Raft.Term, _core.Raft.Vote);
        _snapshots.Tell(new SnapshotRequest.Hold(m.Record), Self);
        StopVoting();
        PersistAsync(new InstalledSnapshot(m.Record, hard), installed =>
        {
            _counters.SnapshotsInstalled++;
            Recover(installed);
            _log.Info("The snapshot of entry {0} has taken the place of the log.", m.Record.Mark);
            if (_owned) RestoreSnapshot();
        });
    }

    private void Recover(InstalledSnapshot e)
    {
        _recovered.Install(e.Record, e.Hard, LastSequenceNr);
        _snapshot = e.Record;
    }

    private void Recover(SettledSnapshot e)
    {
        _recovered.Settled(e.Record);
        _snapshot = e.Record;
    }

    private void OnSnapshotStatus(SnapshotStatus m)
    {
        if (_snapshotsRoom.IsNobody()) _snapshotsRoom = Context.Watch(Sender);
        var released = m.Pinned < _snapshotStatus.Pinned;
        _snapshotStatus = m;
        if (released && _core is not null && _snapshot is not null) CompactBehindSnapshot();
    }

    private void TellMembers()
    {
        var members = _core!.Raft.Configuration.Voters.Concat(_core.Raft.Configuration.Learners);
        if (members.SequenceEqual(_membersTold)) return;
        _membersTold = [.. members];
        _snapshots.Tell(new SnapshotRequest.Members(_membersTold), Self);
    }

    // Called by the room of snapshots: from genesis and settings alone, which do not change.
    private Func<CommitCertificate, IReadOnlyList<Link>, string?> VerifyCheckpoint
    {
        get
        {
            var (founded, signatures) = (Belonging!, _runtime.Signatures);
            return (certificate, links) =>
            {
                if (!TrustBundle.TryTrust(founded, signatures, out var trust, out var reason)) return reason;
                var verifier = new CertificateVerifier(trust, signatures);
                foreach (var link in links)
                {
                    if (!verifier.TryExtend(link, out reason)) return reason;
                }

                return verifier.Verify(certificate, out reason) ? null : reason;
            };
        }
    }
}
