using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace Engine.Conformance.Persistence;

public sealed class ValuesTests
{
    private static readonly DateTime Moment = new(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Fact]
    public void Metadata_are_equal_by_their_parts()
    {
        var metadata = new SnapshotMetadata("id", 5, Moment);

        Assert.Equal(("id", 5L, Moment), (metadata.PersistenceId, metadata.SequenceNr, metadata.Timestamp));
        Assert.Equal(new SnapshotMetadata("id", 5, Moment), metadata);
        Assert.Equal(metadata, new SnapshotOffer(metadata, "s").Metadata);
        Assert.Equal("s", new SnapshotOffer(metadata, "s").Snapshot);
        Assert.Equal((metadata, (object)"s"), (new SelectedSnapshot(metadata, "s").Metadata, new SelectedSnapshot(metadata, "s").Snapshot));
        Assert.Equal(metadata, new SaveSnapshotSuccess(metadata).Metadata);
        var cause = new InvalidOperationException();
        Assert.Equal((metadata, cause), (new SaveSnapshotFailure(metadata, cause).Metadata, new SaveSnapshotFailure(metadata, cause).Cause));
    }

    [Fact]
    public void Criteria_have_bounds()
    {
        var criteria = new SnapshotSelectionCriteria(9, Moment, 3, Moment.AddDays(-1));

        Assert.Equal((9L, Moment, 3L), (criteria.MaxSequenceNr, criteria.MaxTimeStamp, criteria.MinSequenceNr));
        Assert.Equal(Moment.AddDays(-1), criteria.MinTimestamp);
        Assert.Equal(0L, SnapshotSelectionCriteria.None.MaxSequenceNr);
        Assert.Equal(long.MaxValue, SnapshotSelectionCriteria.Latest.MaxSequenceNr);
    }

    [Fact]
    public void A_recovery_says_from_where_to_where()
    {
        var recovery = new Recovery(SnapshotSelectionCriteria.Latest, 7, 3);

        Assert.Equal(
            (SnapshotSelectionCriteria.Latest, 7L, 3L), (recovery.FromSnapshot, recovery.ToSequenceNr, recovery.ReplayMax));
        Assert.Equal(SnapshotSelectionCriteria.None, Recovery.None.FromSnapshot);
        Assert.NotNull(RecoveryCompleted.Instance);
    }

    [Fact]
    public void A_persistent_representation_is_changed_by_copies()
    {
        var original = new Persistent("event", 5, "id", "manifest", false, ActorRefs.NoSender, "writer");

        Assert.Equal(
            ("event", 5L, "id", "manifest", "writer"),
            (original.Payload, original.SequenceNr, original.PersistenceId, original.Manifest, original.WriterGuid));
        Assert.False(original.IsDeleted);
        Assert.Equal("other", original.WithPayload("other").Payload);
        Assert.Equal("other", original.WithManifest("other").Manifest);
        Assert.Equal(77L, original.WithTimestamp(77).Timestamp);
        var updated = original.Update(6, "id2", true, ActorRefs.NoSender, "writer2");
        Assert.Equal((6L, "id2", true, "writer2"), (updated.SequenceNr, updated.PersistenceId, updated.IsDeleted, updated.WriterGuid));
        Assert.Equal((5L, "event"), (original.SequenceNr, original.Payload));
    }

    [Fact]
    public void Adapted_events_are_none_one_or_several()
    {
        Assert.Empty(EventSequence.Empty.Events);
        Assert.Equal(["a"], EventSequence.Single("a").Events);
        Assert.Equal(["a", "b"], EventSequence.Create("a", "b").Events);
        var tagged = new Tagged("event", ["x", "y"]);
        Assert.Equal("event", tagged.Payload);
        Assert.Equal(["x", "y"], tagged.Tags.Order());
    }
}
