namespace AkkaFederation.Identity;

/// <summary>
/// Peers that pass on what nobody has signed. A signature costs a thousand times what a message costs to send, and an honest
/// peer verifies before it passes on: from whoever has sent many forged ones in a short while none is looked at until that
/// while is over. Bounded: beyond some peers the book begins anew.
/// </summary>
internal sealed class Forgeries
{
    /// <summary>Forged ones of one peer that are looked at in each <see cref="Window"/>.</summary>
    public const int Most = 64;

    private const int MaxPeers = 4096;
    private readonly Dictionary<Did, (TimeSpan Since, int Count)> _peers = [];

    /// <summary>For how long they count.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether nothing of this peer that would have to be verified is looked at now.</summary>
    public bool Distrusts(Did peer, TimeSpan now) =>
        _peers.Count > 0 && _peers.TryGetValue(peer, out var book) && book.Count >= Most && now - book.Since < Window;

    /// <summary>It has sent something whose signature does not verify.</summary>
    public void Note(Did peer, TimeSpan now)
    {
        if (_peers.Count >= MaxPeers && !_peers.ContainsKey(peer)) _peers.Clear();
        var known = _peers.TryGetValue(peer, out var book) && now - book.Since < Window ? book : (Since: now, Count: 0);
        _peers[peer] = (known.Since, known.Count + 1);
    }
}
