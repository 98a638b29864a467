using AkkaFederation.Identity;

namespace AkkaFederation.Gossip;

/// <summary>What anti-entropy remembers of one peer, and how much of it the peer may ask for.</summary>
internal sealed class PeerSync
{
    private const double MaxTokens = 20;
    private const double TokensPerSecond = 5;
    private double _tokens = MaxTokens;
    private TimeSpan _tokensAt;

    /// <summary>When this node last began a comparison with it; null: never.</summary>
    public TimeSpan? LastTried { get; set; }

    /// <summary>The last comparison begun with it, ended or not.</summary>
    public ulong OwnSession { get; set; }

    /// <summary>The comparison of its own in which this node sent it a digest.</summary>
    public ulong TheirSession { get; set; }

    /// <summary>This node's fingerprint as it was sent there.</summary>
    public ulong SentFingerprint { get; set; }

    /// <summary>Fingerprints of the last comparison in which this node lacked nothing, and what it sent may have been of use.</summary>
    public (ulong Ours, ulong Theirs)? Compared { get; set; }

    /// <summary>Fingerprints of both that were found to differ by nothing that either would take.</summary>
    public (ulong Ours, ulong Theirs)? Settled { get; set; }

    /// <summary>Whether one more request is answered: a peer that asks without end costs a bounded amount (M2).</summary>
    public bool TryTakeToken(TimeSpan now)
    {
        _tokens = Math.Min(MaxTokens, _tokens + ((now - _tokensAt).TotalSeconds * TokensPerSecond));
        _tokensAt = now;
        if (_tokens < 1) return false;
        _tokens--;
        return true;
    }
}

/// <summary>One comparison that this node has begun.</summary>
internal sealed class SyncSession(ulong id, ulong round, Did peer, ulong fingerprint, TimeSpan startedAt)
{
    public ulong Id => id;

    public ulong Round => round;

    public Did Peer => peer;

    /// <summary>Of this node, as it was sent.</summary>
    public ulong Fingerprint => fingerprint;

    public TimeSpan StartedAt => startedAt;

    public bool Answered { get; set; }

    public bool DigestComplete { get; set; }

    /// <summary>Parts of the peer's digest that came: bounded, as each is compared with the whole log.</summary>
    public int Parts { get; set; }

    /// <summary>Whether anything was sent or asked for.</summary>
    public bool Exchanged { get; set; }

    public bool Wished { get; set; }

    public int OpenWishes { get; set; }

    public int SentBytes { get; set; }

    public int Received { get; set; }
}
