using System.Text;

namespace AkkaFederation.KeyValue;

/// <summary>
/// A store as it was at one entry, held by its parts that never change, and its canonical bytes (docs/formats.md): everything
/// is sorted, so that equal stores have equal bytes.
/// </summary>
internal sealed record StoreSnapshot
{
    public const string Tag = "AKFED-KVSNP-V001";

    public required ulong Revision { get; init; }

    public required ulong LogTime { get; init; }

    public required StoreLimits Limits { get; init; }

    /// <summary>Ascending by id.</summary>
    public required IReadOnlyList<(ulong Id, uint TtlMs, ulong Deadline)> Leases { get; init; }

    /// <summary>Ascending by key.</summary>
    public required IReadOnlyList<StoreItem> Items { get; init; }

    public required ulong FirstEvent { get; init; }

    /// <summary>Ascending by revision.</summary>
    public required IReadOnlyList<StoreEvent> Events { get; init; }

    public void Write(Stream output)
    {
        output.Write(Encoding.ASCII.GetBytes(Tag));
        var writer = new FieldWriter(output);
        writer.U64(Revision).U64(LogTime).U64(Limits.MaxKeys).U64(Limits.MaxBytes).U32((uint)Leases.Count);
        foreach (var (id, ttl, deadline) in Leases) writer.U64(id).U32(ttl).U64(deadline);
        writer.U64((ulong)Items.Count);
        foreach (var item in Items) Write(writer, item);
        writer.U64(FirstEvent).U32((uint)Events.Count);
        foreach (var e in Events)
        {
            writer.U64(e.Revision).U8((byte)e.Kind);
            Write(writer, e.Item);
        }
    }

    /// <summary>Reads what <see cref="Write(Stream)"/> writes, from untrusted bytes.</summary>
    /// <exception cref="FormatException">The bytes are no snapshot of a store, or not one that a store could have written.</exception>
    public static StoreSnapshot Read(Stream input)
    {
        var reader = new FieldReader(input);
        if (!reader.Bytes(Tag.Length).AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(Tag))) throw new FormatException($"not a snapshot of kind {Tag}");
        var (revision, time, limits) = (reader.U64(), reader.U64(), new StoreLimits(reader.U64(), reader.U64()));
        var leases = ReadLeases(reader);
        var items = ReadItems(reader);
        var (first, events) = (reader.U64(), ReadEvents(reader));
        reader.Finish();
        return new StoreSnapshot { Revision = revision, LogTime = time, Limits = limits, Leases = leases, Items = items, FirstEvent = first, Events = events };
    }

    private static void Write(FieldWriter writer, StoreItem item) => writer
        .U64(item.CreateRevision).U64(item.Revision).U64(item.Version).U64(item.Lease)
        .U16((ushort)item.Key.Length).Bytes(item.Key).U32((uint)item.Value.Length).Bytes(item.Value);

    private static List<(ulong, uint, ulong)> ReadLeases(FieldReader reader)
    {
        var count = reader.U32();
        if (count > StoreLimits.MaxLeases) throw new FormatException($"{count} leases");
        var leases = new List<(ulong Id, uint, ulong)>();
        for (var i = 0U; i < count; i++)
        {
            leases.Add((reader.U64(), reader.U32(), reader.U64()));
            if (i > 0 && leases[^2].Id >= leases[^1].Id) throw new FormatException("the leases are not ascending");
        }

        return leases;
    }

    // No more is set aside than has come: a count may lie, and what it counts has to follow.
    private static List<StoreItem> ReadItems(FieldReader reader)
    {
        var count = reader.U64();
        if (count > StoreLimits.Greatest.MaxKeys) throw new FormatException($"{count} keys");
        var items = new List<StoreItem>();
        for (var i = 0UL; i < count; i++)
        {
            items.Add(ReadItem(reader));
            if (i > 0 && KeyOrder.Instance.Compare(items[^2].Key, items[^1].Key) >= 0) throw new FormatException("the keys are not ascending");
        }

        return items;
    }

    private static List<StoreEvent> ReadEvents(FieldReader reader)
    {
        var count = reader.U32();
        if (count > StoreLimits.MaxEvents) throw new FormatException($"{count} events");
        var events = new List<StoreEvent>();
        for (var i = 0U; i < count; i++)
        {
            var (revision, kind) = (reader.U64(), (StoreEventKind)reader.U8());
            if (kind is < StoreEventKind.Put or > StoreEventKind.Expired) throw new FormatException($"an event of kind {(byte)kind}");
            events.Add(new StoreEvent(revision, kind, ReadItem(reader)));
            if (i > 0 && events[^2].Revision > events[^1].Revision) throw new FormatException("the events are not ascending");
        }

        return events;
    }

    private static StoreItem ReadItem(FieldReader reader)
    {
        var (created, revision, version, lease) = (reader.U64(), reader.U64(), reader.U64(), reader.U64());
        var key = reader.Bytes(reader.U16(), StoreLimits.MaxKey);
        var value = reader.Bytes(reader.U32(), StoreLimits.MaxValue);
        return new StoreItem(key, value, created, revision, version, lease);
    }
}
