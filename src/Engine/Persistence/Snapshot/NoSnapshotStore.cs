#nullable disable
namespace Akka.Persistence.Snapshot;

/// <summary>Stands where no snapshot store is configured: nothing to load, and saving fails.</summary>
public sealed class NoSnapshotStore : SnapshotStore
{
    protected override Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria) =>
        Task.FromResult<SelectedSnapshot>(null);

    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot) => Task.FromException(None());

    protected override Task DeleteAsync(SnapshotMetadata metadata) => Task.FromException(None());

    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria) => Task.FromException(None());

    private static NoSnapshotStoreException None() => new("No snapshot store: set akka.persistence.snapshot-store.plugin.");

    public class NoSnapshotStoreException : Exception
    {
        public NoSnapshotStoreException()
        {
        }

        public NoSnapshotStoreException(string message)
            : base(message)
        {
        }

        public NoSnapshotStoreException(string message, Exception innerException)
            : base(message, innerException)
        {
        }
    }
}
