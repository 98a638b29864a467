using AkkaFederation.Identity;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Consensus;

/// <summary>Log entries to protobuf and back, in the journal and on the wire alike.</summary>
internal static class EntryCodec
{
    public static Entries Encode(IReadOnlyList<LogEntry> entries)
    {
        var origins = new OriginTable();
        var proto = new Entries();
        foreach (var entry in entries)
        {
            proto.Entries_.Add(new Entry
            {
                Term = entry.Term,
                Time = entry.Time,
                Kind = (uint)entry.Kind,
                Origin = origins.Place(entry.Origin),
                Session = entry.Session,
                ProposalTerm = entry.ProposalTerm,
                Seq = entry.Seq,
                Payload = UnsafeByteOperations.UnsafeWrap(entry.Payload),
            });
        }

        proto.Origins.Add(origins.Names);
        return proto;
    }

    public static LogEntry[] Decode(Entries? proto, ulong firstIndex)
    {
        if (proto is null) return [];
        var origins = new OriginTable(proto.Origins);
        var entries = new LogEntry[proto.Entries_.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = proto.Entries_[i];
            if (entry.Kind > byte.MaxValue || !EntryKinds.IsKnown((EntryKind)entry.Kind)) throw new WireFormatException($"entry kind {entry.Kind} is not known");
            entries[i] = new LogEntry
            {
                Index = firstIndex + (ulong)i,
                Term = entry.Term,
                Time = entry.Time,
                Kind = (EntryKind)entry.Kind,
                Origin = origins[entry.Origin],
                Session = entry.Session,
                ProposalTerm = entry.ProposalTerm,
                Seq = entry.Seq,
                Payload = entry.Payload.Memory,
            };
        }

        return entries;
    }
}
