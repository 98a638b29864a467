using System.Security.Cryptography;
using System.Text;

namespace AkkaFederation.Consensus;

/// <summary>
/// The hash chain through the lines of an export. Each line ends in its value, which covers every byte of the line before it
/// and, by the value before, all lines before: so a changed, lost or moved line is named, rather than only missed at the end.
/// It proves nothing by itself, for anybody can compute it anew; what proves is the sealed root in the last line.
/// </summary>
internal sealed class ExportChain
{
    public const string Tag = "AKFED-EXPORT-V01";
    private static readonly byte[] Opening = ",\"chain\":\""u8.ToArray();
    private static readonly byte[] Closing = "\"}"u8.ToArray();

    public byte[] Value { get; set; } = SHA256.HashData(Encoding.ASCII.GetBytes(Tag));

    /// <summary>The whole line for a JSON object that lacks only its value.</summary>
    public string Close(string json)
    {
        var content = json[..^1];
        Value = Next(Encoding.UTF8.GetBytes(content));
        return $"{content},\"chain\":\"{Convert.ToBase64String(Value)}\"}}";
    }

    /// <summary>
    /// Takes a line in: false if its value is not the one that follows. The chain goes on from the value that the line states,
    /// so that one bad line does not spoil those after it.
    /// </summary>
    public bool Accept(ReadOnlySpan<byte> line, out string error)
    {
        error = "the line ends without its chain value";
        var at = line.LastIndexOf(Opening);
        if (at < 0 || !line.EndsWith(Closing) || line.Length - at - Opening.Length - Closing.Length != 44) return false;
        Span<byte> stated = stackalloc byte[33];
        var text = Encoding.ASCII.GetString(line[(at + Opening.Length)..^Closing.Length]);
        if (!Convert.TryFromBase64String(text, stated, out var length) || length != 32 || Convert.ToBase64String(stated[..32]) != text) return false;
        var right = Next(line[..at]).AsSpan().SequenceEqual(stated[..32]);
        Value = stated[..32].ToArray();
        error = right ? "" : "the chain breaks here: this line was changed, or a line before it is missing";
        return right;
    }

    private byte[] Next(ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Value);
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }
}
