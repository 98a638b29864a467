using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// The results of the newest entries, so that a proposal that is sent again after it was applied gets the result that it had.
/// Part of the replicated state: bounds are constants, and every replica holds the same.
/// </summary>
/// <remarks>Invariants: 1. at most <see cref="MaxEntries"/> indexes and <see cref="MaxBytes"/> bytes are held. 2. what is held is without gaps up to the newest entry.</remarks>
internal sealed class ResultRing
{
    public const string Tag = "AKFED-RESULTS-V1";
    public const int MaxEntries = 65_536;
    public const int MaxBytes = 4 * 1024 * 1024;
    private readonly Queue<(ulong Index, ReadOnlyMemory<byte> Result)> _results = new();
    private readonly Dictionary<ulong, ReadOnlyMemory<byte>> _byIndex = [];
    private int _bytes;

    /// <summary>The first index whose result is held; results of lower ones are forgotten.</summary>
    public ulong First { get; private set; } = 1;

    /// <summary>The newest entry.</summary>
    public ulong Last { get; private set; }

    /// <summary>Notes that entries up to <paramref name="index"/> are applied; only results with bytes are given.</summary>
    public void Advance(ulong index)
    {
        Last = index;
        if (Last - First + 1 > MaxEntries) First = Last - MaxEntries + 1;
        Forget();
    }

    public void Add(ulong index, ReadOnlyMemory<byte> result)
    {
        if (index <= Last) throw new InvalidOperationException($"Invariant 2: the result of {index} after {Last}.");
        Advance(index);
        if (result.Length == 0) return;
        _results.Enqueue((index, result));
        _byIndex.Add(index, result);
        _bytes += result.Length;
        while (_bytes > MaxBytes && _results.TryPeek(out var oldest))
        {
            First = oldest.Index + 1;
            Forget();
        }
    }

    /// <summary>The result of an entry; null if it is forgotten or not applied yet.</summary>
    public ReadOnlyMemory<byte>? Find(ulong index)
    {
        if (index < First || index > Last) return null;
        return _byIndex.TryGetValue(index, out var result) ? result : ReadOnlyMemory<byte>.Empty;
    }

    /// <summary>The canonical bytes; layout in docs/formats.md.</summary>
    public byte[] Write()
    {
        var writer = new StatementWriter(Tag, 64 + _bytes).U64(First).U64(Last).U32((uint)_results.Count);
        foreach (var (index, result) in _results) writer.U64(index).U32((uint)result.Length).Bytes(result.Span);
        return writer.ToArray();
    }

    /// <summary>Takes the place of everything.</summary>
    /// <exception cref="FormatException">Not the bytes of a ring.</exception>
    public void Restore(ReadOnlySpan<byte> bytes)
    {
        _results.Clear();
        _byIndex.Clear();
        (_bytes, First, Last) = (0, 1, 0);
        var reader = new StatementReader(bytes, Tag);
        var (first, last, count) = (reader.U64(), reader.U64(), reader.U32());
        if (!reader.Failed && (count > MaxEntries || first == 0 || first > last + 1)) reader.Fail($"{count} results of entries {first} to {last}");
        for (var i = 0U; i < count && !reader.Failed; i++)
        {
            var index = reader.U64();
            var result = reader.Bytes((int)Math.Min(reader.U32(), MaxBytes));
            if (!reader.Failed && (index <= Last || index < first || index > last || result.IsEmpty)) reader.Fail($"the result of entry {index} is out of place");
            if (!reader.Failed) Add(index, result.ToArray());
        }

        if (!reader.Finish(out var error)) throw new FormatException($"the results cannot be restored: {error}");
        (First, Last) = (first, last);
    }

    private void Forget()
    {
        while (_results.TryPeek(out var oldest) && oldest.Index < First)
        {
            _results.Dequeue();
            _byIndex.Remove(oldest.Index);
            _bytes -= oldest.Result.Length;
        }
    }
}
