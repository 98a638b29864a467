using System.Buffers;

namespace AkkaFederation.Consensus;

/// <summary>
/// The replicated parts of one voter, ascending by name. Entries are applied to all of them as they are committed, in the
/// same step in which the core takes them, so that the parts are never behind <see cref="RaftCore.Applied"/>.
/// </summary>
internal sealed class ReplicatedState
{
    private readonly SortedDictionary<string, IReplicatedPart> _parts = new(StringComparer.Ordinal);

    public IReadOnlyCollection<IReplicatedPart> Parts => _parts.Values;

    /// <summary>Adds a part, before the first entry is applied.</summary>
    public void Add(IReplicatedPart part)
    {
        if (!IsName(part.Name)) throw new ArgumentException($"'{part.Name}' is no name for a part.", nameof(part));
        _parts.Add(part.Name, part);
    }

    public void Apply(LogEntry entry)
    {
        foreach (var part in _parts.Values) part.Apply(entry);
    }

    /// <summary>The canonical bytes of every part.</summary>
    public IReadOnlyList<PartBytes> Write()
    {
        var all = new List<PartBytes>(_parts.Count);
        foreach (var part in _parts.Values)
        {
            var output = new ArrayBufferWriter<byte>();
            part.Write(output);
            all.Add(new PartBytes(part.Name, output.WrittenMemory));
        }

        return all;
    }

    /// <summary>Takes over every part; the bytes must be of exactly the parts that there are.</summary>
    /// <exception cref="FormatException">A part is missing, unknown or unreadable.</exception>
    public void Restore(IReadOnlyList<PartBytes> parts)
    {
        if (parts.Count != _parts.Count) throw new FormatException($"{parts.Count} parts where there are {_parts.Count}");
        foreach (var (name, bytes) in parts)
        {
            if (!_parts.TryGetValue(name, out var part)) throw new FormatException($"part '{name}' is not known to this version");
            part.Restore(new ReadOnlySequence<byte>(bytes));
        }
    }

    public static bool IsName(string name) =>
        name.Length is >= 1 and <= 16 && name.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-');
}

/// <summary>One part's canonical bytes.</summary>
internal sealed record PartBytes(string Name, ReadOnlyMemory<byte> Bytes);
