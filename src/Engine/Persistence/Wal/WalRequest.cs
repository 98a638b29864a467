namespace AkkaFederation.Engine.Persistence;

/// <summary>One piece of work for the journal's writer, in two steps: written with its group, then finished after the sync.</summary>
internal abstract class WalRequest : IGroupWork
{
    public virtual int Rows => 1;

    public virtual int Bytes => 0;

    /// <summary>Whose writes are refused after this one has failed; null where nobody's.</summary>
    public virtual string? Writer => null;

    /// <summary>Why it has failed; null while it has not.</summary>
    public Exception? Error { get; set; }

    public virtual bool Writes => true;

    /// <summary>Adds to the frame; an exception refuses this request alone.</summary>
    public abstract void Prepare(WalCommitter committer);

    /// <summary>Called once, after the sync or the failure, in the order of submission.</summary>
    public abstract void Finish(WalCommitter committer);
}

/// <summary>Events that are written all or none. They are encoded by who submits them, not by the writer.</summary>
internal sealed class WalAppend : WalRequest
{
    private readonly EventAppend _append;
    private readonly int[] _sizes;
    private readonly byte[] _records;

    public WalAppend(string folder, EventAppend append)
    {
        _append = append;
        _sizes = new int[append.Rows.Count];
        long total = 0;
        for (int i = 0; i < _sizes.Length; i++)
            total += _sizes[i] = WalRecord.Measure(folder, append.Rows[i]);
        if (total > WalFrameBuffer.MaxLength / 2)
            throw WalErrors.TooLong(folder, "a write", (int)Math.Min(total, int.MaxValue), WalFrameBuffer.MaxLength / 2);
        _records = new byte[total];
        Span<byte> rest = _records;
        for (int i = 0; i < _sizes.Length; i++)
            {
            EventRow row = append.Rows[i];
            rest = WalRecord.Write(rest, row, _sizes[i]);
        }
    }

    /// <summary>For events that cannot be encoded: it fails in its turn.</summary>
    public WalAppend(EventAppend append, EventStoreException error)
    {
        _append = append;
        _sizes = [];
        _records = [];
        Error = error;
    }

    public override int Rows => _append.Rows.Count;

    public override int Bytes => _records.Length;

    public override string Writer => _append.PersistenceId;

    public override bool Writes => _append.Rows.Count > 0;

    public override void Prepare(WalCommitter committer)
    {
        if (_sizes.Length == 0)
            return;
        committer.CheckAscending(_append.PersistenceId, _append.Rows);
        int offset = committer.Frame.Length;
        committer.Frame.Add(_records, _sizes.Length);
        for (int i = 0; i < _sizes.Length; i++)
        {
            committer.Note(new WalChange(WalRecordKind.Event, _append.PersistenceId, _append.Rows[i].SequenceNr, 0, 0, offset, _sizes[i]));
            offset += _sizes[i];
        }
    }

    public override void Finish(WalCommitter committer) => _append.Completed(Error);
}

/// <summary>Work whose caller awaits a task. Continuations run elsewhere: the writer is for writing.</summary>
internal abstract class WalTask<T> : WalRequest
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Task => _done.Task;

    public override void Finish(WalCommitter committer)
    {
        try
        {
            if (Error is not null)
                _done.SetException(Error);
            else
                _done.SetResult(Result(committer));
        }
        catch (Exception e)
        {
            _done.SetException(e);
        }
    }

    protected abstract T Result(WalCommitter committer);
}

/// <summary>Asked by recovery: what failed before lies behind the id now.</summary>
internal sealed class WalHighest(string persistenceId) : WalTask<long>
{
    public override bool Writes => false;

    public override void Prepare(WalCommitter committer)
    {
        // Answered after the writes before it.
    }

    protected override long Result(WalCommitter committer) => committer.Recover(persistenceId);
}

/// <summary>Deletes the events of an id up to a number.</summary>
internal sealed class WalDelete(string persistenceId, long toSequenceNr) : WalTask<bool>
{
    public override void Prepare(WalCommitter committer)
    {
        (long highest, long deletedTo) = committer.StateOf(persistenceId);
        long to = Math.Min(toSequenceNr, highest);
        if (to <= deletedTo)
            return;
        int offset = committer.Frame.Length;
        byte[] record = WalRecord.Mark(persistenceId, highest, to);
        committer.Frame.Add(record);
        committer.Note(new WalChange(WalRecordKind.Mark, persistenceId, highest, to, 0, offset, record.Length));
    }

    protected override bool Result(WalCommitter committer) => true;
}

/// <summary>Anything else that has its place among the writes: a read, a snapshot.</summary>
internal sealed class WalWork<T>(Func<T> work) : WalTask<T>
{
    public override bool Writes => false;

    public override void Prepare(WalCommitter committer)
    {
        // Carried out when the group is finished.
    }

    protected override T Result(WalCommitter committer) => work();
}
