using System.Text.Json;

namespace AkkaFederation.Consensus;

/// <summary>The file form of a link: one JSON object on one line (docs/formats.md).</summary>
public static class LinkJson
{
    /// <summary>The name of the format.</summary>
    public const string Format = "akka-federation/link/v1";

    /// <summary>Writes a link as one line, without the line end.</summary>
    public static string Write(Link link) => JsonText.Write(json => Write(json, link));

    internal static void Write(Utf8JsonWriter json, Link link)
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteBase64String("leaf", link.Leaf);
        json.WriteBase64String("payload", link.Payload);
        JsonText.WriteHashes(json, "path", link.Path);
        json.WriteBase64String("statement", link.Statement);
        JsonText.WriteSignatures(json, link.Signatures);
        json.WriteEndObject();
    }

    /// <summary>Reads a line; nothing is verified by this but the form.</summary>
    public static bool TryRead(string line, out Link link, out string error)
    {
        link = null!;
        if (!JsonText.TryParse(line, Format, out var document, out error)) return false;
        using (document) return TryRead(document.RootElement, out link, out error);
    }

    internal static bool TryRead(JsonElement root, out Link link, out string error)
    {
        var fields = new JsonFields(root, "");
        fields.Only("format", "leaf", "payload", "path", "statement", "signatures");
        link = new Link
        {
            Leaf = fields.Bytes("leaf"),
            Payload = fields.Bytes("payload"),
            Path = fields.Hashes("path", InclusionProof.MaxLength),
            Statement = fields.Bytes("statement"),
            Signatures = fields.Signatures("signatures", LinkBytes.MaxSignatures),
        };
        if (!fields.Failed && fields.Text("format") != Format) fields.Fail($"the format is not \"{Format}\"");
        error = fields.Error ?? "";
        return !fields.Failed;
    }
}
