namespace AkkaFederation.Consensus;

/// <summary>
/// A list of 32-byte hashes in pages, so that a million of them are a few large arrays and growing never copies. Pages at the
/// beginning can be let go; numbers stay what they were.
/// </summary>
internal sealed class HashColumn
{
    public const int HashLength = 32;
    private const int PageSlots = 1024;
    private readonly List<byte[]?> _pages = [];

    public int Count { get; private set; }

    /// <summary>The first hash that is held.</summary>
    public int First { get; private set; }

    public ReadOnlySpan<byte> this[int index] => Holds(index) ? Slot(index) : throw new ArgumentOutOfRangeException(nameof(index));

    public bool Holds(int index) => index >= First && index < Count;

    public void Add(ReadOnlySpan<byte> hash)
    {
        if (hash.Length != HashLength) throw new ArgumentException($"A hash has {HashLength} bytes.", nameof(hash));
        if (Count / PageSlots >= _pages.Count) _pages.Add(null);
        _pages[^1] ??= new byte[PageSlots * HashLength];
        Count++;
        hash.CopyTo(Slot(Count - 1));
    }

    /// <summary>Keeps the first <paramref name="count"/> hashes.</summary>
    public void Truncate(int count)
    {
        if (count < First || count > Count) throw new ArgumentOutOfRangeException(nameof(count));
        Count = count;
        var pages = (count + PageSlots - 1) / PageSlots;
        _pages.RemoveRange(pages, _pages.Count - pages);
    }

    /// <summary>Lets go of the hashes before <paramref name="first"/>.</summary>
    public void Drop(int first)
    {
        if (first <= First) return;
        if (first > Count) throw new ArgumentOutOfRangeException(nameof(first));
        for (var page = First / PageSlots; page < first / PageSlots; page++) _pages[page] = null;
        First = first;
    }

    /// <summary>Begins anew, as if <paramref name="count"/> hashes had been added and let go.</summary>
    public void Reset(int count)
    {
        _pages.Clear();
        (First, Count) = (count, count);
        for (var page = 0; page < (count + PageSlots - 1) / PageSlots; page++) _pages.Add(null);
    }

    private Span<byte> Slot(int index) => _pages[index / PageSlots]!.AsSpan(index % PageSlots * HashLength, HashLength);
}
