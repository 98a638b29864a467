using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using AkkaFederation.Identity;

namespace AkkaFederation.Gossip;

/// <summary>What all origins have said, as far as it is kept, and the version vector over it. Bounded in bytes.</summary>
internal sealed class GossipLog
{
    private const int MaxRetired = 1024;
    private readonly SortedDictionary<Did, OriginLog> _origins = [];
    private long _order;
    private ulong? _fingerprint;

    public IEnumerable<OriginLog> Origins => _origins.Values;

    public int OriginCount => _origins.Count;

    public long Bytes { get; private set; }

    public long Truncated { get; private set; }

    public OriginLog? Find(Did origin) => _origins.GetValueOrDefault(origin);

    public bool HasGap => _origins.Values.Any(o => !o.Retired && o.Streams.Any(s => s.Seen.HasGap));

    public bool TryAdd(SignedUpdate update, GossipOptions options)
    {
        if (!_origins.TryGetValue(update.Id.Origin, out var log)) log = new OriginLog(update.Id.Origin);
        if (log.Retired) log.Revive();
        var (bytes, count) = (log.Bytes, log.Count);
        if (!log.TryAdd(update, options, ++_order)) return false;
        _origins[log.Origin] = log;
        _fingerprint = null;
        Bytes += log.Bytes - bytes;
        Truncated += count + 1 - log.Count;
        while (Bytes > options.TotalLogBytes && TruncateLargest())
        {
        }

        return true;
    }

    /// <param name="gone">What a peer says it has no longer.</param>
    /// <param name="by">The peer.</param>
    /// <param name="aloneDecides">Whether its word suffices: the origin's own, or where there is nobody else to ask.</param>
    /// <param name="now">The time.</param>
    public ulong Skip(StreamDigest gone, Did by, bool aloneDecides, TimeSpan now)
    {
        if (Find(gone.Origin)?.Find(gone.Epoch) is not { } stream) return 0;
        _fingerprint = null;
        return stream.Skip(gone.Seen, by, aloneDecides, now);
    }

    /// <summary>Settles what was said to be gone then or before; gives how many were skipped.</summary>
    public ulong SkipOld(TimeSpan since)
    {
        var skipped = 0UL;
        foreach (var log in _origins.Values)
        {
            foreach (var stream in log.Streams) skipped += stream.SkipOld(since);
        }

        if (skipped > 0) _fingerprint = null;
        return skipped;
    }

    /// <summary>Keeps no more of an origin than what has been seen of it.</summary>
    public void Retire(OriginLog log)
    {
        Bytes -= log.Bytes;
        log.Retire();
        _fingerprint = null;
        while (_origins.Values.Count(o => o.Retired) > MaxRetired)
            _origins.Remove(_origins.Values.Where(o => o.Retired).MinBy(o => o.Touched)!.Origin);
    }

    public void Revive(OriginLog log)
    {
        log.Revive();
        _fingerprint = null;
    }

    /// <summary>Two nodes with the same number here have seen the same, save by an accident of 64 bits.</summary>
    public ulong Fingerprint()
    {
        if (_fingerprint is { } known) return known;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[16];
        foreach (var log in Compared())
        {
            foreach (var stream in log.Streams)
            {
                hash.AppendData(System.Text.Encoding.ASCII.GetBytes(log.Origin.Value));
                Append(hash, number, stream.Epoch, (ulong)stream.Seen.Ranges.Count);
                foreach (var range in stream.Seen.Ranges) Append(hash, number, range.First, range.Last);
            }
        }

        _fingerprint = BinaryPrimitives.ReadUInt64BigEndian(hash.GetHashAndReset());
        return _fingerprint.Value;
    }

    /// <summary>The version vector in parts that each fit into a message; at least one, the last with no end.</summary>
    public IReadOnlyList<GossipDigest> Digest()
    {
        var parts = new List<GossipDigest>();
        var streams = new List<StreamDigest>();
        Did after = default;
        Did last = default;
        foreach (var log in Compared())
        {
            if (streams.Count > 0 && streams.Count + log.Streams.Count > GossipOptions.DigestStreams)
            {
                parts.Add(new GossipDigest(after, last, [.. streams]));
                after = last;
                streams.Clear();
            }

            streams.AddRange(log.Streams.Select(s => Seen(log.Origin, s)));
            last = log.Origin;
        }

        parts.Add(new GossipDigest(after, default, [.. streams]));
        return parts;
    }

    /// <summary>What the other lacks, and what this node does.</summary>
    /// <param name="theirs">Their digest, or the streams that they want.</param>
    /// <param name="takes">Whether updates of an origin would be taken.</param>
    /// <param name="onlyNamed">Only the streams that they name: they have asked for those.</param>
    public DigestComparison Compare(GossipDigest theirs, Func<Did, bool> takes, bool onlyNamed)
    {
        var seen = new Dictionary<(Did, ulong), ImmutableArray<SequenceRange>>();
        foreach (var stream in theirs.Streams) seen[(stream.Origin, stream.Epoch)] = stream.Seen;
        var toSend = new List<SignedUpdate>();
        var gone = ImmutableArray.CreateBuilder<StreamDigest>();
        foreach (var log in Compared())
        {
            if (!theirs.Covers(log.Origin)) continue;
            foreach (var stream in log.Streams)
            {
                var named = seen.TryGetValue((log.Origin, stream.Epoch), out var ranges);
                if (named || !onlyNamed) Collect(log.Origin, stream, named ? ranges : [], toSend, gone);
            }
        }

        var wanted = onlyNamed ? [] : theirs.Streams.Where(s => takes(s.Origin) && IsAhead(s)).Select(OursOf);
        return new DigestComparison(toSend, gone.ToImmutable(), [.. wanted]);
    }

    public void CheckInvariants()
    {
        foreach (var log in _origins.Values) log.CheckInvariants();
        if (Bytes != _origins.Values.Sum(o => o.Bytes)) throw new InvalidOperationException("Gossip invariant broken: 4: the log's size is counted.");
    }

    private IEnumerable<OriginLog> Compared() => _origins.Values.Where(o => !o.Retired);

    private static void Collect(
        Did origin, UpdateStream stream, ImmutableArray<SequenceRange> theirs, List<SignedUpdate> toSend, ImmutableArray<StreamDigest>.Builder gone)
    {
        var their = new SequenceSet();
        foreach (var range in theirs) their.TryAdd(range);
        if (their.ContainsAll([.. stream.Seen.Ranges])) return;
        toSend.AddRange(stream.Kept.Values.Where(u => !their.Contains(u.Id.Sequence)));
        var lost = stream.Gone();
        if (!lost.IsEmpty && !their.ContainsAll(lost)) gone.Add(new StreamDigest(origin, stream.Epoch, lost));
    }

    private bool IsAhead(StreamDigest theirs)
    {
        if (theirs.Seen.IsEmpty) return false;
        if (Find(theirs.Origin) is not { } log) return true;
        if (log.Retired || log.IsStale(theirs.Epoch)) return false;
        return log.Find(theirs.Epoch) is not { } stream || !stream.Seen.ContainsAll(theirs.Seen);
    }

    private StreamDigest OursOf(StreamDigest theirs) =>
        Find(theirs.Origin)?.Find(theirs.Epoch) is { } stream ? Seen(theirs.Origin, stream) : theirs with { Seen = [] };

    private static StreamDigest Seen(Did origin, UpdateStream stream) =>
        new(origin, stream.Epoch, stream.Seen.Take(GossipOptions.DigestRanges));

    private bool TruncateLargest()
    {
        if (_origins.Values.MaxBy(o => o.Bytes) is not { Count: > 0 } log) return false;
        var bytes = log.Bytes;
        log.Shrink();
        Truncated++;
        Bytes += log.Bytes - bytes;
        return true;
    }

    private static void Append(IncrementalHash hash, Span<byte> buffer, ulong first, ulong second)
    {
        BinaryPrimitives.WriteUInt64BigEndian(buffer, first);
        BinaryPrimitives.WriteUInt64BigEndian(buffer[8..], second);
        hash.AppendData(buffer);
    }
}
