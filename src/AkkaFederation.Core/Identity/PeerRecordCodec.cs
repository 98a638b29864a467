using System.Globalization;

namespace AkkaFederation.Identity;

/// <summary>
/// Canonical bytes of a <see cref="PeerRecord"/> and the rules for accepting one. Layout (big-endian, texts as u16
/// length and UTF-8): tag16 | cluster id | DID | public key PEM | endpoint | u64 incarnation | u64 joined at (unix ms) |
/// u16 n | n × capability | u16 m | m × (label, value). The signature covers these bytes and is not part of them.
/// </summary>
internal static class PeerRecordCodec
{
    public const string Tag = "AKFED-PEER-V0001";
    public const int MaxTextBytes = 256;
    public const int MaxEndpointBytes = 512;
    public const int MaxClusterIdBytes = 128;
    public const int MaxCapabilities = 64;
    public const int MaxLabels = 32;

    public static byte[] Encode(PeerRecord record)
    {
        var writer = new StatementWriter(Tag, 512)
            .Text(record.ClusterId).Did(record.PeerId).Text(record.PublicKeyPem).Text(record.Endpoint)
            .U64(record.Incarnation).U64((ulong)Math.Max(0, record.JoinedAt.ToUnixTimeMilliseconds()))
            .U16((ushort)record.Capabilities.Count);
        foreach (var capability in record.Capabilities) writer.Text(capability);
        writer.U16((ushort)record.Labels.Count);
        foreach (var (label, value) in record.Labels) writer.Text(label).Text(value);
        return writer.ToArray();
    }

    /// <summary>Reads canonical bytes; the signature comes beside them.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature, out PeerRecord record, out string error)
    {
        record = null!;
        var reader = new StatementReader(bytes, Tag);
        var clusterId = reader.Text(MaxClusterIdBytes);
        var peerId = reader.Did();
        var pem = reader.Text(PublicKeys.MaxPemLength);
        var endpoint = reader.Text(MaxEndpointBytes);
        var incarnation = reader.U64();
        var joinedAt = reader.U64();
        if (joinedAt > (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()) reader.Fail("joined at lies beyond the calendar");
        var capabilities = Capabilities(ref reader);
        var labels = Labels(ref reader);
        if (!reader.Finish(out error)) return false;
        record = new PeerRecord
        {
            ClusterId = clusterId,
            PeerId = peerId,
            PublicKeyPem = pem,
            Endpoint = endpoint,
            Incarnation = incarnation,
            JoinedAt = DateTimeOffset.FromUnixTimeMilliseconds((long)joinedAt),
            Capabilities = capabilities,
            Labels = labels,
            Signature = signature.ToArray(),
        };
        return true;
    }

    /// <summary>The record under its owner's signature.</summary>
    /// <exception cref="ArgumentException">The signer is not the owner, or the record breaks a limit.</exception>
    public static PeerRecord Sign(PeerRecord record, ISigner signer)
    {
        if (signer.Id != record.PeerId) throw new ArgumentException($"{signer.Id} cannot sign the record of {record.PeerId}.", nameof(signer));
        if (Shape(record) is { Length: > 0 } wrong) throw new ArgumentException($"The peer record is not valid: {wrong}.", nameof(record));
        return record with { Signature = signer.Sign(Encode(record)) };
    }

    /// <summary>Whether a record may be believed; <paramref name="reason"/> is for logs and the refusal's sender.</summary>
    public static bool Verify(PeerRecord record, ISignatureVerifier verifier, string expectedClusterId, out string reason)
    {
        reason = Shape(record);
        if (reason.Length > 0) return false;
        if (record.ClusterId != expectedClusterId) reason = "the record belongs to another cluster";
        else if (!PublicKeys.TryGetDid(record.PublicKeyPem, out var derived, out var error)) reason = error;
        else if (derived != record.PeerId) reason = "the public key does not derive the peer's DID";
        else if (record.Signature.IsEmpty) reason = "the record is not signed";
        else if (!verifier.Verify(record.PeerId, Encode(record), record.Signature.Span)) reason = "the signature does not verify";
        return reason.Length == 0;
    }

    // Limits first: they bound the work that the other checks do. Names reach logs and labels, so control characters stay out.
    private static string Shape(PeerRecord record)
    {
        if (record.PeerId.IsEmpty) return "the peer's DID is missing";
        if (!IsText(record.ClusterId, MaxClusterIdBytes) || record.ClusterId.Length == 0) return "the cluster id is empty, too long or has control characters";
        if (!IsText(record.Endpoint, MaxEndpointBytes) || record.Endpoint.Length == 0) return "the endpoint is empty, too long or has control characters";
        if (record.PublicKeyPem.Length > PublicKeys.MaxPemLength) return "the public key is too long";
        if (record.Capabilities.Count > MaxCapabilities) return string.Create(CultureInfo.InvariantCulture, $"more than {MaxCapabilities} capabilities");
        if (record.Labels.Count > MaxLabels) return string.Create(CultureInfo.InvariantCulture, $"more than {MaxLabels} labels");
        if (!record.Capabilities.All(c => IsText(c, MaxTextBytes))) return "a capability is too long or has control characters";
        if (!record.Labels.All(l => IsText(l.Key, MaxTextBytes) && IsText(l.Value, MaxTextBytes))) return "a label is too long or has control characters";
        return "";
    }

    private static bool IsText(string text, int maxBytes) =>
        System.Text.Encoding.UTF8.GetByteCount(text) <= maxBytes && !text.Any(char.IsControl);

    private static List<string> Capabilities(ref StatementReader reader)
    {
        var count = reader.U16();
        if (count > MaxCapabilities) reader.Fail($"more than {MaxCapabilities} capabilities");
        var list = new List<string>();
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            var next = reader.Text(MaxTextBytes);
            if (i > 0 && string.CompareOrdinal(list[i - 1], next) >= 0) reader.Fail("capabilities are not in ascending order");
            list.Add(next);
        }

        return list;
    }

    private static SortedDictionary<string, string> Labels(ref StatementReader reader)
    {
        var count = reader.U16();
        if (count > MaxLabels) reader.Fail($"more than {MaxLabels} labels");
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        string? last = null;
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            var label = reader.Text(MaxTextBytes);
            var value = reader.Text(MaxTextBytes);
            if (last is not null && string.CompareOrdinal(last, label) >= 0) reader.Fail("labels are not in ascending order");
            else labels[label] = value;
            last = label;
        }

        return labels;
    }
}
