namespace AkkaFederation.Engine.Persistence;

/// <summary>One piece of work for the writer's thread: carried out inside a transaction, completed after its commit.</summary>
internal abstract class StoreRequest : IGroupWork
{
    /// <summary>Rows and bytes, for the bound of a group.</summary>
    public virtual int Rows => 1;

    public virtual int Bytes => 0;

    /// <summary>Whether anything is written; a group of reads needs no commit.</summary>
    public virtual bool Writes => true;

    public abstract void Execute(SqliteWrites writes);

    public abstract void Complete(Exception? error);
}

internal sealed class AppendRequest(EventAppend append) : StoreRequest
{
    public string PersistenceId => append.PersistenceId;

    public override int Rows => append.Rows.Count;

    public override bool Writes => append.Rows.Count > 0;

    public override int Bytes
    {
        get
        {
            int bytes = 0;
            for (int i = 0; i < append.Rows.Count; i++)
                bytes += append.Rows[i].Message.Length;
            return bytes;
        }
    }

    public override void Execute(SqliteWrites writes)
    {
        for (int i = 0; i < append.Rows.Count; i++)
            writes.Insert(append.Rows[i]);
    }

    public override void Complete(Exception? error) => append.Completed(error);
}

/// <summary>Work whose caller awaits a task. Continuations run elsewhere: the writer's thread is for writing.</summary>
internal sealed class TaskRequest<T>(Func<SqliteWrites, T> work, bool writes) : StoreRequest
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Task => _done.Task;

    public override bool Writes => writes;

    public override void Execute(SqliteWrites connection) => _result = work(connection);

    public override void Complete(Exception? error)
    {
        if (error is null)
            _done.SetResult(_result);
        else
            _done.SetException(error);
    }
}
