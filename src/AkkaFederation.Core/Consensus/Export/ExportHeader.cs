using System.Text.Json;

namespace AkkaFederation.Consensus;

/// <summary>The first line of an export: whose log it is, which entries follow, and the tree before the first of them.</summary>
internal sealed record ExportHeader(SignedGenesis Genesis, ulong From, ulong To, IReadOnlyList<byte[]> Frontier)
{
    public const string Format = "akka-federation/log-export/v1";

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WritePropertyName("genesis");
        GenesisJson.Write(json, Genesis);
        json.WriteNumber("from", From);
        json.WriteNumber("to", To);
        JsonText.WriteHashes(json, "frontier", Frontier);
        json.WriteEndObject();
    }

    public static bool TryRead(JsonElement root, out ExportHeader header, out string error)
    {
        header = null!;
        var fields = new JsonFields(root, "");
        fields.Only("format", "genesis", "from", "to", "frontier", "chain");
        if (fields.Text("format") != Format) fields.Fail($"the format is not \"{Format}\"");
        var genesis = fields.Object("genesis");
        var (from, to) = (fields.Number("from"), fields.Number("to"));
        var frontier = fields.Hashes("frontier", 64);
        if (!fields.Failed && (from == 0 || to < from)) fields.Fail($"entries {from} to {to} are no range");
        error = fields.Error ?? "";
        if (fields.Failed || !GenesisJson.TryRead(genesis, out var signed, out error)) return false;
        header = new ExportHeader(signed, from, to, frontier);
        return true;
    }
}
