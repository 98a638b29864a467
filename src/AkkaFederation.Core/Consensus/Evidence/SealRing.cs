namespace AkkaFederation.Consensus;

/// <summary>The certified seals that a node has seen last, so that another's can be held against them. Costs one reference a seal.</summary>
internal sealed class SealRing
{
    public const int Capacity = 256;
    private readonly CertifiedSeal[] _seals = new CertifiedSeal[Capacity];
    private int _next;

    /// <summary>How many were seen; the ring holds the last <see cref="Capacity"/> of them.</summary>
    public long Seen { get; private set; }

    public void Add(CertifiedSeal seal)
    {
        Seen++;
        _seals[_next] = seal;
        _next = (_next + 1) % Capacity;
    }

    /// <summary>The last ones, newest first.</summary>
    public IEnumerable<CertifiedSeal> Newest(int count)
    {
        for (var i = 1; i <= Math.Min(count, Math.Min(Seen, Capacity)); i++) yield return _seals[(_next - i + Capacity) % Capacity];
    }
}
