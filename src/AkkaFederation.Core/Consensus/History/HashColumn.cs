namespace AkkaFederation.Consensus;

/// <summary>
/// A list of 32-byte hashes in pages, so that a million of them are a few large arrays and growing never copies.
/// </summary>
internal sealed class HashColumn
{
    public const int HashLength = 32;
    private const int PageSlots = 1024;
    private readonly List<byte[]> _pages = [];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count) throw new ArgumentOutOfRangeException(nameof(index));
            return Slot(index);
        }
    }

    public void Add(ReadOnlySpan<byte> hash)
    {
        if (hash.Length != HashLength) throw new ArgumentException($"A hash has {HashLength} bytes.", nameof(hash));
        if (Count == _pages.Count * PageSlots) _pages.Add(new byte[PageSlots * HashLength]);
        Count++;
        hash.CopyTo(Slot(Count - 1));
    }

    /// <summary>Keeps the first <paramref name="count"/> hashes.</summary>
    public void Truncate(int count)
    {
        if ((uint)count > (uint)Count) throw new ArgumentOutOfRangeException(nameof(count));
        Count = count;
        var pages = (count + PageSlots - 1) / PageSlots;
        _pages.RemoveRange(pages, _pages.Count - pages);
    }

    private Span<byte> Slot(int index) => _pages[index / PageSlots].AsSpan(index % PageSlots * HashLength, HashLength);
}
