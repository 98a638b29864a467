namespace AkkaFederation.Consensus;

/// <summary>The state at a mark, held in the moment in which the mark was applied; the user's state machine adds its own.</summary>
internal sealed record SnapshotCapture(LogBase Log, ulong MarkTerm, ulong Epoch, IReadOnlyList<PartBytes> Parts)
{
    public ulong Mark => Log.Index;
}

/// <summary>
/// Checkpoints in the log, in two steps (SPEC 5). A leader appends a mark; every replica holds its state in the moment in
/// which it applies the mark, and writes it down at leisure. When the leader knows its own digests, it appends the checkpoint
/// that names them; every replica holds its own against it. A replica that differs has a state machine that is not
/// deterministic, or a broken memory, and must not go on. When a replica's own snapshot is durable, the checkpoint committed
/// and its certificate there, the log before the mark is dispensable.
/// </summary>
/// <remarks>
/// Invariants: 1. a snapshot is taken at the mark and at no other entry. 2. marks and agreed checkpoints ascend. 3. a leader has
/// at most one mark that is not applied. 4. nothing is settled that is not agreed on by the log and certified. 5. one snapshot
/// is written at a time: a mark that comes meanwhile is passed over here.
/// </remarks>
internal sealed class CheckpointCore(RaftCore raft, CheckpointOptions options)
{
    // Checkpoints whose own snapshot may still be on its way.
    private const int MaxAgreed = 8;
    private readonly SortedDictionary<ulong, (ulong Index, CheckpointStatement Statement)> _agreed = [];
    private SnapshotManifest? _own;
    private int _ownSlot;
    private ulong _capturing;
    private ulong _settled;
    private ulong _bytes;
    private ulong _term;
    private ulong _marking;
    private ulong _closing;

    /// <summary>The newest mark applied.</summary>
    public ulong Mark { get; private set; }

    /// <summary>Mark of the newest checkpoint applied; 0 if there is none.</summary>
    public ulong Agreed { get; private set; }

    /// <summary>Why this replica must not go on; null while all is well.</summary>
    public string? Diverged { get; private set; }

    /// <summary>Marks at which this replica took no snapshot because the one before was not written yet.</summary>
    public long PassedOver { get; private set; }

    /// <summary>Whether a certificate of a checkpoint is waited for.</summary>
    public bool WantsSeal => _own is not null && _settled < _own.Mark && _agreed.ContainsKey(_own.Mark);

    /// <summary>Begins behind a snapshot that was restored.</summary>
    public void Restored(SnapshotRecord record)
    {
        (Mark, _settled, Agreed) = (record.Mark, record.Mark, record.Mark);
        _agreed[record.Mark] = (record.Checkpoint, record.Manifest.Statement);
    }

    /// <summary>Takes in the next applied entry; true: a snapshot is to be taken at it.</summary>
    public bool OnApplied(LogEntry entry)
    {
        _bytes += (ulong)entry.Weight;
        if (entry.Kind == EntryKind.Checkpoint) OnCheckpoint(entry);
        if (entry.Kind != EntryKind.CheckpointMark) return false;
        (Mark, _bytes) = (entry.Index, 0);
        if (_capturing > 0)
        {
            PassedOver++;
            return false;
        }

        // What was never agreed on gives way.
        if (_own is not null && _settled < _own.Mark) _own = null;
        _capturing = entry.Index;
        return true;
    }

    /// <summary>The snapshot that is being written will not come.</summary>
    public void Abandon() => _capturing = 0;

    /// <summary>This node's own snapshot of a mark is durable in a slot.</summary>
    public void OnTaken(SnapshotManifest manifest, int slot)
    {
        if (manifest.Mark != _capturing) return;
        (_own, _ownSlot, _capturing) = (manifest, slot, 0);
        Compare();
    }

    /// <summary>What a leader appends now.</summary>
    public void Lead(ulong unixMs)
    {
        if (raft.Role != RaftRole.Leader || raft.Log.Term(raft.Commit) != raft.Term) return;
        if (_term != raft.Term) (_term, _marking, _closing) = (raft.Term, 0, 0);
        if (_own is not null && _own.Mark > Agreed && _closing != _own.Mark && _settled < _own.Mark
            && raft.AppendCheckpoint(EntryKind.Checkpoint, _own.Statement.Bytes, unixMs) > 0) _closing = _own.Mark;
        if (IsMarkDue()) _marking = raft.AppendCheckpoint(EntryKind.CheckpointMark, default, unixMs);
    }

    /// <summary>The record of a snapshot that may be relied on from now on, once for each; null if there is none.</summary>
    public SnapshotRecord? Settle(CertifiedSeal? newest)
    {
        if (!WantsSeal || Diverged is not null || newest is null) return null;
        var (index, statement) = _agreed[_own!.Mark];
        if (newest.Statement.Size < index || raft.Stable < index || raft.Log.TryGet(index) is null) return null;
        if (raft.Log.Tree.MissingTiles([newest.Statement.Size], [index - 1]).Count > 0) return null;
        _settled = _own.Mark;
        var certificate = CommitCertificate.Create(raft.Log, index, newest) with { Payload = statement.Bytes };
        return new SnapshotRecord(_own, _ownSlot, certificate);
    }

    // Not while a change of the voters is under way: who begins at the snapshot knows only the voters at its mark.
    private bool IsMarkDue() =>
        options.EveryEntries > 0
        && _marking <= Mark
        && raft.IsSettled && raft.LinkedEpoch >= raft.Configuration.Epoch
        && (raft.Applied - Mark >= options.EveryEntries || _bytes >= options.EveryBytes);

    private void OnCheckpoint(LogEntry entry)
    {
        if (!CheckpointStatement.TryRead(entry.Payload.Span, out var statement, out _) || statement.Mark <= Agreed) return;
        Agreed = statement.Mark;
        _agreed[statement.Mark] = (entry.Index, statement);
        if (_agreed.Count > MaxAgreed) _agreed.Remove(_agreed.Keys.First());
        Compare();
    }

    private void Compare()
    {
        if (_own is null || !_agreed.TryGetValue(_own.Mark, out var agreed)) return;
        if (agreed.Statement.Difference(_own.Statement) is not { } difference) return;
        Diverged = $"at entry {_own.Mark} this node's state is not the federation's: it differs in {difference} from checkpoint {agreed.Index}. A state "
            + "machine that is not deterministic does this, or another version of it on this node; mend that, and start the node anew without its data and with a new key";
    }
}
