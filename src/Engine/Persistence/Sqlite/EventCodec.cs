#nullable disable
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Akka.Serialization;

namespace AkkaFederation.Engine.Persistence;

/// <summary>
/// Events and snapshots to rows and back, by the serializers of the actor system. Stateless; any thread. The manifest
/// column holds the serializer's manifest, as in Akka.Persistence.Sql; an adapter's own is not kept.
/// </summary>
internal sealed class EventCodec(ActorSystem system)
{
    private const char TagSeparator = ';';

    private readonly Serialization _serialization = system.Serialization;

    /// <exception cref="Exception">No serializer takes the event, or it failed: the event is rejected.</exception>
    public EventRow Encode(IPersistentRepresentation p)
    {
        object payload = p.Payload;
        string tags = null;
        if (payload is Tagged tagged)
        {
            payload = tagged.Payload;
            tags = TagSeparator + string.Join(TagSeparator, tagged.Tags.Order(StringComparer.Ordinal)) + TagSeparator;
        }

        Serializer serializer = _serialization.FindSerializerFor(payload);
        return new EventRow(
            p.PersistenceId,
            p.SequenceNr,
            p.Timestamp,
            serializer.ToBinary(payload),
            Serialization.ManifestFor(serializer, payload),
            serializer.Identifier,
            tags,
            p.WriterGuid);
    }

    public IPersistentRepresentation Decode(EventRow row)
    {
        object payload = _serialization.Deserialize(row.Message, row.SerializerId, row.Manifest);
        return new Persistent(payload, row.SequenceNr, row.PersistenceId, row.Manifest, false, ActorRefs.NoSender, row.WriterUuid, row.Created);
    }

    public SnapshotRow Encode(SnapshotMetadata metadata, object snapshot)
    {
        Serializer serializer = _serialization.FindSerializerFor(snapshot);
        return new SnapshotRow(
            metadata.PersistenceId,
            metadata.SequenceNr,
            metadata.Timestamp.Ticks,
            serializer.ToBinary(snapshot),
            Serialization.ManifestFor(serializer, snapshot),
            serializer.Identifier);
    }

    public SelectedSnapshot Decode(SnapshotRow row) => new(
        new SnapshotMetadata(row.PersistenceId, row.SequenceNr, new DateTime(row.Created, DateTimeKind.Utc)),
        _serialization.Deserialize(row.Snapshot, row.SerializerId, row.Manifest));
}
