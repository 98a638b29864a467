using System.Text.Json;

namespace AkkaFederation.Consensus;

/// <summary>The file form of a consistency certificate: one JSON object on one line (docs/formats.md).</summary>
public static class ConsistencyJson
{
    /// <summary>The name of the format.</summary>
    public const string Format = "akka-federation/consistency/v1";

    /// <summary>Writes it as one line, without the line end.</summary>
    public static string Write(ConsistencyCertificate certificate) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        JsonText.WriteSeal(json, "first", certificate.FirstStatement, certificate.FirstSignatures);
        JsonText.WriteSeal(json, "second", certificate.SecondStatement, certificate.SecondSignatures);
        JsonText.WriteHashes(json, "path", certificate.Path);
        json.WriteEndObject();
    });

    /// <summary>Reads a line; nothing is verified by this but the form.</summary>
    public static bool TryRead(string line, out ConsistencyCertificate certificate, out string error)
    {
        certificate = null!;
        if (!JsonText.TryParse(line, Format, out var document, out error)) return false;
        using (document)
        {
            var fields = new JsonFields(document.RootElement, "");
            fields.Only("format", "first", "second", "path");
            var (first, firstSignatures) = fields.Seal("first");
            var (second, secondSignatures) = fields.Seal("second");
            certificate = new ConsistencyCertificate
            {
                FirstStatement = first,
                FirstSignatures = firstSignatures,
                SecondStatement = second,
                SecondSignatures = secondSignatures,
                Path = fields.Hashes("path", ConsistencyProof.MaxLength),
            };
            error = fields.Error ?? "";
            return !fields.Failed;
        }
    }
}
