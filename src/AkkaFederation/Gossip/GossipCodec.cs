using System.Collections.Immutable;
using AkkaFederation.Identity;
using AkkaFederation.Membership;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Gossip;

/// <summary>Gossip messages to bytes and back. Counts are looked at before anything is allocated by them (A14).</summary>
internal static class GossipCodec
{
    private const int MaxStatementBytes = 8 * 1024;
    private const int MaxSignatureBytes = 1024;
    private const int MaxFields = 512;
    private const ulong LastSequence = GossipId.FirstHeartbeat - 1;

    public static GossipFrame Encode(GossipMessage message, int compressAbove) => GossipCompression.Pack(ToWire(message).ToByteArray(), compressAbove);

    /// <summary>The bytes of a message before it is compressed.</summary>
    /// <exception cref="WireFormatException">It breaks a rule.</exception>
    /// <exception cref="InvalidProtocolBufferException">It is no protobuf.</exception>
    public static GossipMessage Decode(ReadOnlyMemory<byte> plain)
    {
        CheckCounts(plain);
        var body = GossipBody.Parser.ParseFrom(plain.Span);
        return body.KindCase switch
        {
            GossipBody.KindOneofCase.Update => new GossipUpdates(Items(body.Update.Items)),
            GossipBody.KindOneofCase.Rumor => new GossipRumours(Items(body.Rumor.Items)),
            GossipBody.KindOneofCase.Heartbeat => new GossipHeartbeats(Items(body.Heartbeat.Items)),
            GossipBody.KindOneofCase.SyncRequest => FromWire(body.SyncRequest),
            GossipBody.KindOneofCase.SyncResponse => FromWire(body.SyncResponse),
            _ => throw new WireFormatException("a gossip message of an unknown kind"),
        };
    }

    private static GossipBody ToWire(GossipMessage message) => message switch
    {
        GossipUpdates m => new GossipBody { Update = ToWire(m.Items) },
        GossipRumours m => new GossipBody { Rumor = ToWire(m.Items) },
        GossipHeartbeats m => new GossipBody { Heartbeat = ToWire(m.Items) },
        GossipSyncRequest m => new GossipBody { SyncRequest = ToWire(m) },
        GossipSyncResponse m => new GossipBody { SyncResponse = ToWire(m) },
        _ => throw new ArgumentException($"{message.GetType().Name} is not part of the wire schema.", nameof(message)),
    };

    private static GossipItems ToWire(ImmutableArray<GossipRumour> items)
    {
        var wire = new GossipItems();
        foreach (var item in items) wire.Items.Add(ToWire(item));
        return wire;
    }

    private static GossipEntry ToWire(GossipRumour rumour) => new()
    {
        Statement = UnsafeByteOperations.UnsafeWrap(rumour.Signed.Statement),
        Signature = UnsafeByteOperations.UnsafeWrap(rumour.Signed.Signature),
        Payload = UnsafeByteOperations.UnsafeWrap(rumour.Signed.Update.Payload),
        Hops = (uint)rumour.Hops,
        Path = rumour.Path,
    };

    private static GossipCompare ToWire(GossipSyncRequest request)
    {
        var wire = new GossipCompare { Session = request.Session, Fingerprint = request.Fingerprint, NoDigest = request.Digest is null, IsWish = request.IsWish };
        if (request.Digest is not { } digest) return wire;
        (wire.After, wire.Until) = (digest.After.Value, digest.Until.Value);
        foreach (var stream in digest.Streams) wire.Streams.Add(ToWire(stream));
        return wire;
    }

    private static GossipAnswer ToWire(GossipSyncResponse response)
    {
        var wire = new GossipAnswer { Session = response.Session, Fingerprint = response.Fingerprint, Verdict = (GossipVerdict)((int)response.Verdict + 1) };
        foreach (var item in response.Items) wire.Items.Add(ToWire(item));
        foreach (var stream in response.Gone) wire.Gone.Add(ToWire(stream));
        return wire;
    }

    private static GossipStream ToWire(StreamDigest stream)
    {
        var wire = new GossipStream { Origin = stream.Origin.Value, Epoch = stream.Epoch };
        var end = 0UL;
        foreach (var range in stream.Seen)
        {
            wire.Seen.Add(range.First - end);
            wire.Seen.Add(range.Last - range.First);
            end = range.Last;
        }

        return wire;
    }

    private static GossipSyncRequest FromWire(GossipCompare wire)
    {
        if (wire.NoDigest) return new GossipSyncRequest(wire.Session, wire.Fingerprint, null, IsWish: false);
        if (wire.Streams.Count > GossipOptions.DigestStreams) throw new WireFormatException($"a digest of more than {GossipOptions.DigestStreams} streams");
        var digest = new GossipDigest(Bound(wire.After), Bound(wire.Until), [.. wire.Streams.Select(FromWire)]);
        return new GossipSyncRequest(wire.Session, wire.Fingerprint, digest, wire.IsWish);
    }

    private static GossipSyncResponse FromWire(GossipAnswer wire)
    {
        if (wire.Verdict is < GossipVerdict.More or > GossipVerdict.Settled) throw new WireFormatException("an answer without a verdict");
        if (wire.Gone.Count > GossipOptions.DigestStreams) throw new WireFormatException($"more than {GossipOptions.DigestStreams} truncated streams");
        return new GossipSyncResponse(
            wire.Session, wire.Fingerprint, Items(wire.Items), [.. wire.Gone.Select(FromWire)], (SyncVerdict)((int)wire.Verdict - 1));
    }

    private static StreamDigest FromWire(GossipStream wire)
    {
        if (wire.Seen.Count > 2 * GossipOptions.DigestRanges || wire.Seen.Count % 2 != 0) throw new WireFormatException("a stream with too many ranges");
        var ranges = ImmutableArray.CreateBuilder<SequenceRange>(wire.Seen.Count / 2);
        var end = 0UL;
        for (var i = 0; i < wire.Seen.Count; i += 2)
        {
            var (gap, length) = (wire.Seen[i], wire.Seen[i + 1]);
            if (gap == 0 || gap > LastSequence - end || length > LastSequence - end - gap)
                throw new WireFormatException("ranges out of order or out of range");
            ranges.Add(new SequenceRange(end + gap, end + gap + length));
            end += gap + length;
        }

        return new StreamDigest(StatementWire.Did(wire.Origin), wire.Epoch, ranges.MoveToImmutable());
    }

    private static ImmutableArray<GossipRumour> Items(IReadOnlyCollection<GossipEntry> items)
    {
        if (items.Count > GossipOptions.SyncItems) throw new WireFormatException($"more than {GossipOptions.SyncItems} updates");
        return [.. items.Select(FromWire)];
    }

    private static GossipRumour FromWire(GossipEntry item)
    {
        if (item.Statement.Length > MaxStatementBytes) throw new WireFormatException($"a statement of more than {MaxStatementBytes} bytes");
        if (item.Signature.Length > MaxSignatureBytes) throw new WireFormatException($"a signature of more than {MaxSignatureBytes} bytes");
        if (item.Hops > byte.MaxValue) throw new WireFormatException("more hops than there are");
        if (item.Path.Length > GossipRumour.MaxPathLength || item.Path.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '>')) throw new WireFormatException("a path that is none");
        return UpdateCodec.TryDecode(item.Statement.Memory, item.Signature.Memory, item.Payload.Memory, out var signed, out var error)
            ? new GossipRumour(signed, (int)item.Hops, item.Path)
            : throw new WireFormatException($"gossip update: {error}");
    }

    private static Did Bound(string text) => text.Length == 0 ? default : StatementWire.Did(text);

    // A parser allocates for every field, however empty: they are counted first.
    private static void CheckCounts(ReadOnlyMemory<byte> plain)
    {
        var outer = new CodedInputStream(plain.ToArray());
        while (outer.ReadTag() is var tag and not 0)
        {
            if (WireFormat.GetTagWireType(tag) != WireFormat.WireType.LengthDelimited) throw new WireFormatException("a gossip message of an unknown kind");
            var inner = outer.ReadBytes().CreateCodedInput();
            for (var fields = 0; inner.ReadTag() != 0; inner.SkipLastField())
            {
                if (++fields > MaxFields) throw new WireFormatException($"more than {MaxFields} items");
            }
        }
    }
}
