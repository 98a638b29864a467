using System.Text.Json;

namespace AkkaFederation.Consensus;

/// <summary>The file form of evidence: one JSON object on one line (docs/formats.md).</summary>
public static class EvidenceJson
{
    /// <summary>The name of the format.</summary>
    public const string Format = "akka-federation/evidence/v1";

    /// <summary>Writes evidence as one line, without the line end.</summary>
    public static string Write(EquivocationEvidence evidence) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteString("signer", evidence.Signer.Value);
        WriteSide(json, "first", evidence.FirstStatement, evidence.FirstSignature);
        WriteSide(json, "second", evidence.SecondStatement, evidence.SecondSignature);
        json.WriteEndObject();
    });

    /// <summary>Reads a line; nothing is verified by this but the form.</summary>
    public static bool TryRead(string line, out EquivocationEvidence evidence, out string error)
    {
        evidence = null!;
        if (!JsonText.TryParse(line, Format, out var document, out error)) return false;
        using (document)
        {
            var fields = new JsonFields(document.RootElement, "");
            fields.Only("format", "signer", "first", "second");
            var signer = fields.Did("signer");
            var (first, firstSignature) = ReadSide(ref fields, "first");
            var (second, secondSignature) = ReadSide(ref fields, "second");
            error = fields.Error ?? "";
            evidence = new EquivocationEvidence
            {
                Signer = signer,
                FirstStatement = first,
                FirstSignature = firstSignature,
                SecondStatement = second,
                SecondSignature = secondSignature,
            };
            return !fields.Failed;
        }
    }

    private static void WriteSide(Utf8JsonWriter json, string name, byte[] statement, byte[] signature)
    {
        json.WriteStartObject(name);
        json.WriteBase64String("statement", statement);
        json.WriteBase64String("signature", signature);
        json.WriteEndObject();
    }

    private static (byte[] Statement, byte[] Signature) ReadSide(ref JsonFields fields, string name)
    {
        var side = new JsonFields(fields.Object(name), name + ".");
        if (fields.Error is { } before) side.Fail(before);
        side.Only("statement", "signature");
        var read = (side.Bytes("statement"), side.Bytes("signature"));
        if (side.Error is { } error) fields.Fail(error);
        return read;
    }
}
