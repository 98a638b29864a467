using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using AkkaFederation.Identity;
using AkkaFederation.Membership;

namespace AkkaFederation.Gateway;

/// <summary>
/// <c>GET /federation/peers</c> as JSON (docs/formats.md): each peer's signed record, byte for byte in base64, and beside it
/// the same in plain words for people. Readers believe the signed bytes alone.
/// </summary>
internal static class PeerListJson
{
    public const int MaxPeers = 1000;
    public const int MaxBytes = 4 << 20;
    private const int MaxRecordChars = 88_000;
    private const int MaxSignatureChars = 1_400;
    private const int MaxDepth = 8;
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.Default };

    /// <summary>A page of the view: this node itself, then its peers in the order of their DIDs, those above <paramref name="after"/>.</summary>
    public static byte[] Write(MembershipSnapshot view, Did after, int limit)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Writing);
        json.WriteStartObject();
        json.WriteString("cluster", view.Self.Record.ClusterId);
        json.WriteString("self", view.Self.Id.Value);
        json.WriteStartArray("peers");
        var (written, last, more) = (0, default(Did), false);
        foreach (var peer in new[] { view.Self }.Concat(view.Peers).OrderBy(p => p.Id))
        {
            if (!after.IsEmpty && peer.Id.CompareTo(after) <= 0) continue;
            if (written >= limit || json.BytesCommitted + json.BytesPending > MaxBytes - MaxRecordChars)
            {
                more = true;
                break;
            }

            Write(json, peer, view.At);
            (written, last) = (written + 1, peer.Id);
        }

        json.WriteEndArray();
        if (more) json.WriteString("next", last.Value);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads what another node served; false where it is no peer list at all.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, out ServedPeers list, out string error)
    {
        list = null!;
        error = "";
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = MaxDepth });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("peers", out var peers) || peers.ValueKind != JsonValueKind.Array)
                error = "not a list of peers";
            else if (peers.GetArrayLength() > MaxPeers) error = string.Create(CultureInfo.InvariantCulture, $"more than {MaxPeers} peers in one answer");
            else list = Read(peers, Text(root, "cluster", PeerRecordCodec.MaxClusterIdBytes) ?? "");
        }
        catch (JsonException)
        {
            error = "not JSON";
        }

        return error.Length == 0;
    }

    private static ServedPeers Read(JsonElement peers, string cluster)
    {
        var records = ImmutableArray.CreateBuilder<PeerRecord>();
        var malformed = ImmutableArray.CreateBuilder<string>();
        foreach (var peer in peers.EnumerateArray())
        {
            if (TryRead(peer, out var record, out var error)) records.Add(record);
            else malformed.Add(error);
        }

        return new ServedPeers(cluster, records.ToImmutable(), malformed.ToImmutable());
    }

    private static bool TryRead(JsonElement peer, out PeerRecord record, out string error)
    {
        record = null!;
        error = "a peer without record and signature";
        if (peer.ValueKind != JsonValueKind.Object) return false;
        if (!TryBytes(peer, "record", MaxRecordChars, out var bytes) || !TryBytes(peer, "signature", MaxSignatureChars, out var signature)) return false;
        return PeerRecordCodec.TryDecode(bytes, signature, out record, out error);
    }

    private static bool TryBytes(JsonElement of, string name, int maxChars, out byte[] bytes)
    {
        bytes = [];
        return Text(of, name, maxChars) is not null && of.GetProperty(name).TryGetBytesFromBase64(out bytes!);
    }

    private static string? Text(JsonElement of, string name, int maxChars) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { } text && text.Length <= maxChars ? text : null;

    private static void Write(Utf8JsonWriter json, MemberView peer, TimeSpan now)
    {
        var record = peer.Record;
        json.WriteStartObject();
        json.WriteString("id", peer.Id.Value);
        json.WriteString("status", peer.Status.ToString().ToUpperInvariant());
        json.WriteString("endpoint", peer.Endpoint);
        json.WriteNumber("incarnation", peer.Incarnation);
        json.WriteString("joinedAt", record.JoinedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        if (peer.Rtt is { } rtt) json.WriteNumber("rttMs", Math.Round(rtt.TotalMilliseconds, 3));
        json.WriteNumber("lastSeenMs", Math.Max(0, (long)(now - peer.LastSeen).TotalMilliseconds));
        json.WriteStartArray("capabilities");
        foreach (var capability in record.Capabilities) json.WriteStringValue(capability);
        json.WriteEndArray();
        json.WriteStartObject("labels");
        foreach (var (label, value) in record.Labels) json.WriteString(label, value);
        json.WriteEndObject();
        json.WriteBase64String("record", PeerRecordCodec.Encode(record));
        json.WriteBase64String("signature", record.Signature.Span);
        json.WriteEndObject();
    }
}
