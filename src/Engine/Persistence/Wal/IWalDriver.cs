namespace AkkaFederation.Engine.Persistence;

/// <summary>
/// When the journal's work is done: on threads of its own, or by the clock of a simulation. Requests are carried out in the
/// order of submission: <see cref="WalCommitter.Write"/> for a group, then <see cref="WalCommitter.Finish"/>.
/// </summary>
internal interface IWalDriver
{
    void Submit(WalRequest request);

    /// <summary>Something that only reads, beside the writer if possible.</summary>
    Task<T> ReadAsync<T>(Func<T> read);

    /// <summary>Work on snapshots, in order among itself, beside the writer if possible.</summary>
    Task<T> SnapshotAsync<T>(Func<T> work);

    /// <summary>Carries out what was submitted and refuses what comes later.</summary>
    void End();
}
