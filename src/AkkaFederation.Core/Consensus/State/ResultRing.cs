namespace AkkaFederation.Consensus;

/// <summary>
/// The results of the newest entries, so that a proposal that is sent again after it was applied gets the result that it had.
/// Part of the replicated state: bounds are constants, and every replica holds the same.
/// </summary>
/// <remarks>Invariants: 1. at most <see cref="MaxEntries"/> indexes and <see cref="MaxBytes"/> bytes are held. 2. what is held is without gaps up to the newest entry.</remarks>
internal sealed class ResultRing
{
    public const int MaxEntries = 65_536;
    public const int MaxBytes = 4 * 1024 * 1024;
    private readonly Queue<(ulong Index, ReadOnlyMemory<byte> Result)> _results = new();
    private readonly Dictionary<ulong, ReadOnlyMemory<byte>> _byIndex = [];
    private int _bytes;

    /// <summary>The first index whose result is held; results of lower ones are forgotten.</summary>
    public ulong First { get; private set; } = 1;

    /// <summary>The newest entry.</summary>
    public ulong Last { get; private set; }

    public IEnumerable<(ulong Index, ReadOnlyMemory<byte> Result)> NotEmpty => _results;

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

    /// <summary>Takes the place of everything: results with bytes, ascending.</summary>
    public void Restore(ulong first, ulong last, IEnumerable<(ulong Index, ReadOnlyMemory<byte> Result)> results)
    {
        _results.Clear();
        _byIndex.Clear();
        (_bytes, Last) = (0, 0);
        foreach (var (index, result) in results) Add(index, result);
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
