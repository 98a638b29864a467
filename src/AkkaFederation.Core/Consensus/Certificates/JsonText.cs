using System.Buffers;
using System.Text;
using System.Text.Json;

namespace AkkaFederation.Consensus;

/// <summary>The way all JSON documents of this room are written and parsed.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Options = new()
    {
        // Plain base64 and DIDs: no "\u002B" for a plus sign. The text goes to files, never into HTML.
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(buffer, Options)) content(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static void WriteSignatures(Utf8JsonWriter json, IEnumerable<SignedBy> signatures)
    {
        json.WriteStartArray("signatures");
        foreach (var (signer, signature) in signatures)
        {
            json.WriteStartObject();
            json.WriteString("signer", signer.Value);
            json.WriteBase64String("signature", signature);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A seal statement with its signatures.</summary>
    public static void WriteSeal(Utf8JsonWriter json, string name, byte[] statement, IEnumerable<SignedBy> signatures)
    {
        json.WriteStartObject(name);
        json.WriteBase64String("statement", statement);
        WriteSignatures(json, signatures);
        json.WriteEndObject();
    }

    public static void WriteHashes(Utf8JsonWriter json, string name, IEnumerable<byte[]> hashes)
    {
        json.WriteStartArray(name);
        foreach (var hash in hashes) json.WriteBase64StringValue(hash);
        json.WriteEndArray();
    }

    /// <summary>The name of a line's format, or an empty text where it is no JSON object that has one.</summary>
    public static string FormatOf(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false });
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("format", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    /// <summary>Parses an object of the given format name; the document must be disposed.</summary>
    public static bool TryParse(string text, string format, out JsonDocument document, out string error)
    {
        document = null!;
        try
        {
            document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            error = $"not JSON (line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1})";
            return false;
        }

        error = "";
        if (document.RootElement.ValueKind != JsonValueKind.Object) error = "not a JSON object";
        else if (!document.RootElement.TryGetProperty("format", out var name) || name.ValueKind != JsonValueKind.String || name.GetString() != format)
            error = $"the format is not \"{format}\"";
        if (error.Length > 0) document.Dispose();
        return error.Length == 0;
    }
}
