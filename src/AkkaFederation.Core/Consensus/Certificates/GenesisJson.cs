using System.Text.Json;

namespace AkkaFederation.Consensus;

/// <summary>The file form of a signed genesis: <c>genesis.json</c> in a trust bundle.</summary>
internal static class GenesisJson
{
    public const string Format = "akka-federation/genesis/v1";

    public static string Write(SignedGenesis signed) => JsonText.Write(json => Write(json, signed));

    internal static void Write(Utf8JsonWriter json, SignedGenesis signed)
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteBase64String("document", signed.Genesis.Document);
        JsonText.WriteSignatures(json, signed.Signatures);
        json.WriteEndObject();
    }

    /// <summary>Reads the form; the signatures are not verified by this.</summary>
    public static bool TryRead(string text, out SignedGenesis signed, out string error)
    {
        signed = null!;
        if (!JsonText.TryParse(text, Format, out var document, out error)) return false;
        using (document) return TryRead(document.RootElement, out signed, out error);
    }

    internal static bool TryRead(JsonElement root, out SignedGenesis signed, out string error)
    {
        signed = null!;
        var fields = new JsonFields(root, "");
        fields.Only("format", "document", "signatures");
        var bytes = fields.Bytes("document");
        var signatures = fields.Signatures("signatures");
        if (!fields.Failed && fields.Text("format") != Format) fields.Fail($"the format is not \"{Format}\"");
        error = fields.Error ?? "";
        if (fields.Failed || !Genesis.TryRead(bytes, out var genesis, out error)) return false;
        signed = new SignedGenesis(genesis, signatures);
        return true;
    }
}
