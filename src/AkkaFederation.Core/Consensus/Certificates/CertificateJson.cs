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
    public static string Write(CommitCertificate certificate) => JsonText.Write(json => Write(json, certificate));

    internal static void Write(Utf8JsonWriter json, CommitCertificate certificate)
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteBase64String("leaf", certificate.Leaf);
        JsonText.WriteHashes(json, "path", certificate.Path);
        json.WriteBase64String("statement", certificate.Statement);
        JsonText.WriteSignatures(json, certificate.Signatures);
        if (certificate.Payload is { } payload) json.WriteBase64String("payload", payload.Span);
        if (!certificate.Proposal.Origin.IsEmpty) WriteProposal(json, certificate);
        if (certificate.CommittedAt is { } at) json.WriteString("committedAt", at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

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

    private static void WriteProposal(Utf8JsonWriter json, CommitCertificate certificate)
    {
        json.WriteStartObject("proposal");
        json.WriteNumber("term", certificate.Proposal.Term);
        json.WriteNumber("seq", certificate.Proposal.Seq);
        json.WriteString("origin", certificate.Proposal.Origin.Value);
        json.WriteNumber("session", certificate.Session);
        json.WriteEndObject();
    }

    internal static bool TryRead(JsonElement root, out CommitCertificate certificate, out string error)
    {
        var fields = new JsonFields(root, "");
        fields.Only("format", "leaf", "path", "statement", "signatures", "payload", "proposal", "committedAt");
        var leaf = fields.Bytes("leaf");
        var path = fields.Hashes("path", InclusionProof.MaxLength);
        var statement = fields.Bytes("statement");
        var signatures = fields.Signatures("signatures");
        var hasPayload = root.TryGetProperty("payload", out _);
        var payload = hasPayload ? fields.Bytes("payload") : [];
        var (proposal, session) = root.TryGetProperty("proposal", out _) ? ReadProposal(ref fields) : default;
        certificate = new CommitCertificate
        {
            Leaf = leaf,
            Path = path,
            Statement = statement,
            Signatures = signatures,
            Proposal = proposal,
            Session = session,
            Payload = hasPayload ? payload.AsMemory() : default(ReadOnlyMemory<byte>?),
            CommittedAt = ReadTime(root, ref fields),
        };
        if (!fields.Failed && fields.Text("format") != Format) fields.Fail($"the format is not \"{Format}\"");
        error = fields.Error ?? "";
        return !fields.Failed;
    }

    private static (ProposalId Id, ulong Session) ReadProposal(ref JsonFields fields)
    {
        var proposal = new JsonFields(fields.Object("proposal"), "proposal.");
        proposal.Only("term", "seq", "origin", "session");
        if (fields.Error is { } before) proposal.Fail(before);
        var id = new ProposalId(proposal.Number("term"), proposal.Number("seq"), proposal.Did("origin"));
        var session = proposal.Number("session");
        if (proposal.Error is { } error) fields.Fail(error);
        return (id, session);
    }

    private static DateTimeOffset? ReadTime(JsonElement root, ref JsonFields fields)
    {
        if (!root.TryGetProperty("committedAt", out var value)) return null;
        if (value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time)) return time;
        fields.Fail("committedAt is not a time (RFC 3339)");
        return null;
    }
}
