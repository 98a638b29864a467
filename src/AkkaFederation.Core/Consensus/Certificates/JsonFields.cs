using System.Text.Json;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>Reads fields of untrusted JSON with errors that name the field; every length is bounded before decoding.</summary>
internal ref struct JsonFields(JsonElement element, string where)
{
    public string? Error { get; private set; }

    public readonly bool Failed => Error is not null;

    public void Fail(string error) => Error ??= error;

    /// <summary>Fails on any member beside these: what is not checked must not hang on to what is.</summary>
    public void Only(params ReadOnlySpan<string> names)
    {
        if (Failed || element.ValueKind != JsonValueKind.Object) return;
        foreach (var member in element.EnumerateObject())
        {
            if (names.IndexOf(member.Name) < 0) Fail($"{where}{member.Name} is not a member of this format");
        }
    }

    public string Text(string name)
    {
        if (Failed) return "";
        if (element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String) return value.GetString()!;
        Fail($"{where}{name} is missing or not a text");
        return "";
    }

    public ulong Number(string name)
    {
        if (Failed) return 0;
        if (element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out var number)) return number;
        Fail($"{where}{name} is missing or not a whole number");
        return 0;
    }

    // One spelling only: unused bits in the last digit must be zero, or a changed byte could go unnoticed.
    public static bool TryDecode(JsonElement value, out byte[] bytes)
    {
        bytes = [];
        return value.ValueKind == JsonValueKind.String
            && value.TryGetBytesFromBase64(out bytes!)
            && Convert.ToBase64String(bytes) == value.GetString();
    }

    public byte[] Bytes(string name)
    {
        if (Failed) return [];
        if (element.TryGetProperty(name, out var value) && TryDecode(value, out var bytes)) return bytes;
        Fail($"{where}{name} is missing or not base64");
        return [];
    }

    public Did Did(string name)
    {
        var text = Text(name);
        if (Failed) return default;
        if (Identity.Did.TryParse(text, out var did, out var error)) return did;
        Fail($"{where}{name}: {error}");
        return default;
    }

    public JsonElement Object(string name)
    {
        if (Failed) return default;
        if (element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object) return value;
        Fail($"{where}{name} is missing or not an object");
        return default;
    }

    public JsonElement[] Array(string name, int max)
    {
        if (Failed) return [];
        if (!element.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Array) Fail($"{where}{name} is missing or not an array");
        else if (value.GetArrayLength() > max) Fail($"{where}{name} has more than {max} elements");
        return Failed ? [] : [.. value.EnumerateArray()];
    }

    /// <summary>A seal statement with its signatures.</summary>
    public (byte[] Statement, IReadOnlyList<SignedBy> Signatures) Seal(string name)
    {
        var seal = new JsonFields(Object(name), $"{where}{name}.");
        if (Error is { } before) seal.Fail(before);
        seal.Only("statement", "signatures");
        var read = (seal.Bytes("statement"), seal.Signatures("signatures"));
        if (seal.Error is { } error) Fail(error);
        return read;
    }

    public List<byte[]> Hashes(string name, int max)
    {
        var list = new List<byte[]>();
        foreach (var item in Array(name, max))
        {
            if (TryDecode(item, out var hash) && hash.Length == TreeHash.Length) list.Add(hash);
            else Fail($"{where}{name} holds something that is not a hash of {TreeHash.Length} bytes in base64");
        }

        return list;
    }

    public IReadOnlyList<SignedBy> Signatures(string name, int max = Genesis.MaxMembers)
    {
        var list = new List<SignedBy>();
        foreach (var item in Array(name, max))
        {
            if (item.ValueKind != JsonValueKind.Object)
            {
                Fail($"{where}{name} holds something that is not an object");
                break;
            }

            var fields = new JsonFields(item, $"{where}{name}.");
            fields.Only("signer", "signature");
            list.Add(new SignedBy(fields.Did("signer"), fields.Bytes("signature")));
            if (fields.Error is { } error) Fail(error);
        }

        return list;
    }
}
