using System.Text.Json;

namespace AkkaFederation.Consensus;

/// <summary>
/// The last line of an export: the seal that certifies it, and the proof that the exported log is the beginning of the sealed
/// one. An export between two certificates carries these, and the proof that the log of the first is the beginning of that of
/// the last.
/// </summary>
internal sealed record ExportEnd
{
    /// <summary>Root of the tree up to the last exported entry.</summary>
    public required byte[] Root { get; init; }

    public required byte[] Statement { get; init; }

    public required IReadOnlyList<SignedBy> Signatures { get; init; }

    /// <summary>Consistency proof from the exported size to that of the seal.</summary>
    public required IReadOnlyList<byte[]> Path { get; init; }

    /// <summary>Certificate of the first exported entry, if it is given; with <see cref="Last"/> only.</summary>
    public CommitCertificate? First { get; init; }

    /// <summary>Certificate of the last exported entry, under the seal above.</summary>
    public CommitCertificate? Last { get; init; }

    /// <summary>Consistency proof between the seals of the two certificates, from the smaller to the larger.</summary>
    public IReadOnlyList<byte[]> Between { get; init; } = [];

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteBase64String("root", Root);
        JsonText.WriteSeal(json, "seal", Statement, Signatures);
        JsonText.WriteHashes(json, "path", Path);
        if (First is not null && Last is not null)
        {
            json.WritePropertyName("first");
            CertificateJson.Write(json, First);
            json.WritePropertyName("last");
            CertificateJson.Write(json, Last);
            JsonText.WriteHashes(json, "between", Between);
        }

        json.WriteEndObject();
    }

    public static bool TryRead(JsonElement element, out ExportEnd end, out string error)
    {
        var fields = new JsonFields(element, "end.");
        fields.Only("root", "seal", "path", "first", "last", "between");
        var root = fields.Bytes("root");
        var (statement, signatures) = fields.Seal("seal");
        var path = fields.Hashes("path", ConsistencyProof.MaxLength);
        var ranged = element.TryGetProperty("first", out _);
        var first = ranged ? ReadCertificate(ref fields, "first") : null;
        var last = ranged ? ReadCertificate(ref fields, "last") : null;
        end = new ExportEnd
        {
            Root = root,
            Statement = statement,
            Signatures = signatures,
            Path = path,
            First = first,
            Last = last,
            Between = ranged ? fields.Hashes("between", ConsistencyProof.MaxLength) : [],
        };
        error = fields.Error ?? "";
        return !fields.Failed;
    }

    private static CommitCertificate? ReadCertificate(ref JsonFields fields, string name)
    {
        var element = fields.Object(name);
        if (fields.Failed) return null;
        if (CertificateJson.TryRead(element, out var certificate, out var error)) return certificate;
        fields.Fail($"end.{name}: {error}");
        return null;
    }
}
