using System.Buffers;

namespace AkkaFederation.Consensus;

/// <summary>The user's state machine at a mark: its own bytes, and the results that are kept for retries.</summary>
internal sealed record MachineState(IReadOnlyList<ReadOnlyMemory<byte>> Bytes, byte[] Results);

/// <summary>Puts a snapshot together out of what was held at the mark, and takes it apart again.</summary>
internal static class SnapshotAssembly
{
    public const string MachinePart = "machine";
    public const string ResultsPart = "results";

    public static (SnapshotManifest Manifest, IReadOnlyList<ReadOnlyMemory<byte>> Chunks) Cut(
        SnapshotCapture capture, MachineState? machine, int tileLevel = HistoryTree.UsualTileLevel)
    {
        var parts = capture.Parts.Select(p => SnapshotPart.Cut(p.Name, [p.Bytes])).ToList();
        if (machine is not null)
        {
            parts.Add(SnapshotPart.Cut(MachinePart, machine.Bytes));
            parts.Add(SnapshotPart.Cut(ResultsPart, [machine.Results]));
        }

        parts.Sort((a, b) => string.CompareOrdinal(a.Part.Name, b.Part.Name));
        return (new SnapshotManifest(capture.Log, capture.MarkTerm, capture.Epoch, parts.Select(p => p.Part), tileLevel), [.. parts.SelectMany(p => p.Chunks)]);
    }

    /// <summary>
    /// Puts a restored snapshot into a core that has not begun yet; gives back what is the user's state machine's.
    /// </summary>
    /// <exception cref="FormatException">The parts are not those of this core.</exception>
    public static MachineState? Restore(
        ConsensusCore core, SnapshotRecord record, IReadOnlyList<(string Name, IReadOnlyList<ReadOnlyMemory<byte>> Chunks)> parts)
    {
        core.State.Restore([.. parts.Where(p => p.Name is not (MachinePart or ResultsPart)).Select(p => new PartBytes(p.Name, Whole(p.Chunks)))]);
        core.Checkpoints.Restored(record);
        core.SnapshotAdopted(record);
        var machine = parts.FirstOrDefault(p => p.Name == MachinePart).Chunks;
        var results = parts.FirstOrDefault(p => p.Name == ResultsPart).Chunks;
        if (core.Machine is null != machine is null || machine is null != results is null)
            throw new FormatException(core.Machine is null ? "the snapshot is of a federation with a state machine, and this node has none" : "the snapshot has no state of a state machine");
        if (core.Machine is null) return null;
        var written = Whole(results!).ToArray();
        core.Machine.Restored(record.Mark, written);
        return new MachineState(machine!, written);
    }

    private static ReadOnlyMemory<byte> Whole(IReadOnlyList<ReadOnlyMemory<byte>> chunks)
    {
        if (chunks.Count == 1) return chunks[0];
        var whole = new ArrayBufferWriter<byte>();
        foreach (var chunk in chunks) whole.Write(chunk.Span);
        return whole.WrittenMemory;
    }
}
