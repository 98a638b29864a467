using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

// Fetching another node's snapshot, and trusting nobody for it.
internal sealed partial class SnapshotCore
{
    private readonly SortedDictionary<Did, (int Wrong, TimeSpan Until)> _wrong = [];
    private Fetch? _fetch;

    /// <summary>Checks the certificate of a checkpoint entry, by links from the genesis on: gives back what is wrong with it, or null.</summary>
    public Func<CommitCertificate, IReadOnlyList<Link>, string?> Verifier { get; set; } = static (_, _) => "this node does not know the federation yet";

    /// <summary>Tiles of the tree that this node has already: those of its own committed log.</summary>
    public ulong OwnTiles { get; set; }

    /// <summary>Pieces received and of how many; null while nothing is fetched.</summary>
    public (int Received, int Of)? Progress => _fetch is { Manifest: { } manifest } ? (_fetch.Stored, manifest.Pieces) : null;

    /// <summary>Chunks that were stored, in all fetches.</summary>
    public long ChunksFetched { get; private set; }

    /// <summary>What was refused last, for the log.</summary>
    public string? LastRefusal { get; private set; }

    /// <summary>A leader offers a snapshot that this node needs. An offer of what is being fetched only says whom to ask from now on.</summary>
    public void Offer(SnapshotAvailable offer, TimeSpan now)
    {
        if (_fetch is { IsDone: true } || (_current is not null && _current.Mark >= offer.Mark)) return;
        if (IsShunned(offer.From, now)) return;
        if (_fetch is null || (!_fetch.Digest.AsSpan().SequenceEqual(offer.Digest) && _fetch.IsLost))
        {
            Drop();
            _fetch = new Fetch(offer.Digest, offer.Mark, offer.From);
        }
        else if (_fetch.Digest.AsSpan().SequenceEqual(offer.Digest))
        {
            if (_fetch.From != offer.From) _fetch.AskedAt.Clear();
            _fetch.From = offer.From;
            _fetch.IsLost = false;
        }
        else
        {
            // A newer one: what is under way comes first as long as somebody has it, or a slow receiver would begin for ever.
            if (_fetch.From != offer.From) _fetch.AskedAt.Clear();
            _fetch.From = offer.From;
        }

        Ask(now);
    }

    /// <summary>What was fetched is not needed any more.</summary>
    public void Decline() => Drop();

    private void OnManifest(ManifestTold m, TimeSpan now)
    {
        if (_fetch is not { Manifest: null } fetch || m.From != fetch.From || !m.Digest.AsSpan().SequenceEqual(fetch.Digest))
        {
            Refused++;
            return;
        }

        if (Problem(m) is { } problem)
        {
            Distrust(m.From, $"manifest of {m.From}: {problem}", now);
            return;
        }

        (fetch.Manifest, fetch.Certificate, fetch.Slot) = (m.Manifest, m.Certificate, FreeSlot());
        fetch.Received = new bool[m.Manifest.Pieces];
        Effects.Add(new SnapshotEffect.Erase(fetch.Slot));
        for (var tile = 0; tile < (int)Math.Min(OwnTiles, (ulong)m.Manifest.Tiles); tile++, fetch.Stored++) fetch.Received[m.Manifest.Chunks + tile] = true;
        if (fetch.Stored == m.Manifest.Pieces) Finish(fetch);
        Ask(now);
    }

    // The digest is the offer's, the statement is the manifest's own, the certificate is of an entry that says just that.
    private string? Problem(ManifestTold m)
    {
        if (!m.Manifest.Statement.Digest.AsSpan().SequenceEqual(m.Digest)) return "it is not the one that was asked for";
        if (m.Certificate.Payload is not { } payload || !payload.Span.SequenceEqual(m.Manifest.Statement.Bytes)) return "the certificate is of another checkpoint";
        if (!Leaf.TryRead(m.Certificate.Leaf, out var leaf, out var error)) return error;
        if (leaf.Kind != EntryKind.Checkpoint) return $"the certificate is of an entry of kind {leaf.Kind}";
        return Verifier(m.Certificate, m.Links);
    }

    private void OnChunk(ChunkTold m, TimeSpan now)
    {
        if (_fetch is not { Manifest: { } manifest } fetch || !m.Digest.AsSpan().SequenceEqual(fetch.Digest) || !fetch.Asked.Contains(m.Number))
        {
            Refused++;
            return;
        }

        if (!manifest.Fits(m.Number, m.Bytes.Span))
        {
            fetch.Asked.Remove(m.Number);
            fetch.AskedAt.Remove(m.Number);
            Distrust(m.From, $"chunk {m.Number} of {m.From} is not the checkpoint's", now);
            return;
        }

        if (fetch.Received[m.Number]) return;
        fetch.Received[m.Number] = true;
        var (slot, number) = PlaceOf(manifest, fetch.Slot, m.Number);
        Effects.Add(new SnapshotEffect.Save(slot, number, m.Bytes));
    }

    private void OnStored(Fetch fetch, int number, string? problem, TimeSpan now)
    {
        if (problem is not null)
        {
            Effects.Add(new SnapshotEffect.Unwritable($"a snapshot cannot be stored: {problem}"));
            return;
        }

        if (!fetch.Asked.Remove(number)) return;
        fetch.AskedAt.Remove(number);
        fetch.Stored++;
        ChunksFetched++;
        if (fetch.Stored == fetch.Manifest!.Pieces) Finish(fetch);
        else Ask(now);
    }

    private void Finish(Fetch fetch)
    {
        fetch.IsDone = true;
        Effects.Add(new SnapshotEffect.Fetched(new SnapshotRecord(fetch.Manifest!, fetch.Slot, fetch.Certificate!)));
    }

    private void OnGone(SnapshotGone m, TimeSpan now)
    {
        // The leader has it no more, and its next offer names another: what was received of this one is of no use.
        if (_fetch is { IsDone: false } fetch && m.From == fetch.From && m.Digest.AsSpan().SequenceEqual(fetch.Digest)) fetch.IsLost = true;
    }

    private void TickFetch(TimeSpan now)
    {
        if (_fetch is { IsDone: false }) Ask(now);
    }

    private void Ask(TimeSpan now)
    {
        if (_fetch is not { IsDone: false, IsLost: false } fetch || IsShunned(fetch.From, now)) return;
        if (fetch.Manifest is null)
        {
            if (IsDue(fetch, ManifestNumber, now)) Effects.Add(new SnapshotEffect.Send(new ManifestAsk(self, fetch.From, fetch.Digest)));
            return;
        }

        foreach (var number in fetch.Asked)
        {
            if (!fetch.Received[number] && IsDue(fetch, number, now)) Effects.Add(new SnapshotEffect.Send(new ChunkAsk(self, fetch.From, fetch.Digest, number)));
        }

        while (fetch.Asked.Count < options.Window && fetch.NextToAsk() is { } next)
        {
            fetch.Asked.Add(next);
            fetch.AskedAt[next] = now;
            Effects.Add(new SnapshotEffect.Send(new ChunkAsk(self, fetch.From, fetch.Digest, next)));
        }
    }

    private const int ManifestNumber = -1;

    private bool IsDue(Fetch fetch, int number, TimeSpan now)
    {
        if (fetch.AskedAt.TryGetValue(number, out var at) && now - at < options.AskAgain) return false;
        fetch.AskedAt[number] = now;
        return true;
    }

    private void Distrust(Did peer, string what, TimeSpan now)
    {
        Refused++;
        LastRefusal = what;
        var wrong = (_wrong.TryGetValue(peer, out var known) ? known.Wrong : 0) + 1;
        _wrong[peer] = wrong >= options.MaxWrong ? (0, now + options.Shun) : (wrong, TimeSpan.MinValue);
        if (wrong >= options.MaxWrong && _fetch is { Manifest: null }) Drop();
    }

    private bool IsShunned(Did peer, TimeSpan now) => _wrong.TryGetValue(peer, out var known) && now < known.Until;

    private void Drop() => _fetch = null;

    private sealed class Fetch(byte[] digest, ulong mark, Did from)
    {
        private int _next;

        public byte[] Digest { get; } = digest;

        public ulong Mark { get; } = mark;

        public Did From { get; set; } = from;

        public SnapshotManifest? Manifest { get; set; }

        public CommitCertificate? Certificate { get; set; }

        public int Slot { get; set; } = -1;

        public bool[] Received { get; set; } = [];

        public int Stored { get; set; }

        public bool IsDone { get; set; }

        /// <summary>Nobody who is known has it any more.</summary>
        public bool IsLost { get; set; }

        public SortedSet<int> Asked { get; } = [];

        public Dictionary<int, TimeSpan> AskedAt { get; } = [];

        public int? NextToAsk()
        {
            while (_next < Received.Length && (Received[_next] || Asked.Contains(_next))) _next++;
            if (_next < Received.Length) return _next;
            for (var i = 0; i < Received.Length; i++)
            {
                if (!Received[i] && !Asked.Contains(i)) return i;
            }

            return null;
        }
    }
}
