using System.Globalization;
using System.Text.Json;

namespace AkkaFederation.Consensus;

/// <summary>The file form of a commit certificate: one JSON object on one line (docs/formats.md).</summary>
public static class CertificateJson
{
    /// <summary>The name of the format.</summary>
    public const string Format = "akka-federation/commit-certificate/v1";

    /// <summary>The longest line that is read, in characters.</summary>
    public const int MaxLength = 1024 * 1024;

    /// <summary>Writes a certificate as one line, without the line end.</summary>
    public static string Write(CommitCertificate certificate) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteBase64String("leaf", certificate.Leaf);
        json.WriteStartArray("path");
        foreach (var hash in certificate.Path) json.WriteBase64StringValue(hash);
        json.WriteEndArray();
        json.WriteBase64String("statement", certificate.Statement);
        JsonText.WriteSignatures(json, certificate.Signatures);
        if (certificate.Payload is { } payload) json.WriteBase64String("payload", payload.Span);
        json.WriteStartObject("proposal");
        json.WriteNumber("term", certificate.Proposal.Term);
        json.WriteNumber("seq", certificate.Proposal.Seq);
        json.WriteString("origin", certificate.Proposal.Origin.Value);
        json.WriteNumber("session", certificate.Session);
        json.WriteEndObject();
        if (certificate.CommittedAt is { } at) json.WriteString("committedAt", at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        json.WriteEndObject();
    });

    /// <summary>Reads a line; nothing is verified by this but the form.</summary>
    public static bool TryRead(string line, out CommitCertificate certificate, out string error)
    {
        certificate = null!;
        if (line.Length > MaxLength)
        {
            error = $"the line is longer than {MaxLength} characters";
            return false;
        }

        if (!JsonText.TryParse(line, Format, out var document, out error)) return false;
        using (document) return TryRead(document.RootElement, out certificate, out error);
    }

    private static bool TryRead(JsonElement root, out CommitCertificate certificate, out string error)
    {
        var fields = new JsonFields(root, "");
        fields.Only("format", "leaf", "path", "statement", "signatures", "payload", "proposal", "committedAt");
        var leaf = fields.Bytes("leaf");
        var path = ReadPath(ref fields);
        var statement = fields.Bytes("statement");
        var signatures = fields.Signatures("signatures");
        var hasPayload = root.TryGetProperty("payload", out _);
        var payload = hasPayload ? fields.Bytes("payload") : [];
        var proposal = new JsonFields(fields.Object("proposal"), "proposal.");
        proposal.Only("term", "seq", "origin", "session");
        if (fields.Error is { } missing) proposal.Fail(missing);
        certificate = new CommitCertificate
        {
            Leaf = leaf,
            Path = path,
            Statement = statement,
            Signatures = signatures,
            Proposal = new ProposalId(proposal.Number("term"), proposal.Number("seq"), proposal.Did("origin")),
            Session = proposal.Number("session"),
            Payload = hasPayload ? payload.AsMemory() : default(ReadOnlyMemory<byte>?),
            CommittedAt = ReadTime(root, ref proposal),
        };
        error = proposal.Error ?? "";
        return !proposal.Failed;
    }

    private static List<byte[]> ReadPath(ref JsonFields fields)
    {
        var path = new List<byte[]>();
        foreach (var item in fields.Array("path", InclusionProof.MaxLength))
        {
            if (JsonFields.TryDecode(item, out var hash)) path.Add(hash);
            else fields.Fail("path holds something that is not base64");
        }

        return path;
    }

    private static DateTimeOffset? ReadTime(JsonElement root, ref JsonFields fields)
    {
        if (!root.TryGetProperty("committedAt", out var value)) return null;
        if (value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time)) return time;
        fields.Fail("committedAt is not a time (RFC 3339)");
        return null;
    }
}
