using System.Text.Json;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// Makes the lines of an export one by one (docs/formats.md), and keeps of the log only what is needed to know its root: memory
/// does not grow with it.
/// </summary>
internal sealed class LogExportWriter
{
    private readonly ExportChain _chain;

    private LogExportWriter(ExportHeader header, CompactTree tree, ExportChain chain)
    {
        (Header, Tree, _chain) = (header, tree, chain);
    }

    public ExportHeader Header { get; }

    public CompactTree Tree { get; }

    /// <summary>The entry that is to be written next.</summary>
    public ulong Next => Tree.Size + 1;

    /// <summary>Begins an export; <paramref name="line"/> is its first line.</summary>
    /// <exception cref="ArgumentException">The frontier is not that of a tree of <c>From − 1</c> entries.</exception>
    public static LogExportWriter Begin(ExportHeader header, out string line)
    {
        if (!CompactTree.TryFrom(header.From - 1, header.Frontier, out var tree))
            throw new ArgumentException($"{header.Frontier.Count} hashes are no frontier of {header.From - 1} entries.", nameof(header));
        var writer = new LogExportWriter(header, tree, new ExportChain());
        line = writer._chain.Close(JsonText.Write(header.Write));
        return writer;
    }

    /// <summary>Goes on with an export of which this much has been checked.</summary>
    public static LogExportWriter Resume(LogExportCheck check) => new(check.Header!, check.Tree!, check.Chain);

    public string Entry(LogEntry entry)
    {
        if (entry.Index != Next) throw new ArgumentException($"Entry {entry.Index} where {Next} is next.", nameof(entry));
        var leaf = Leaf.Of(entry);
        Span<byte> hash = stackalloc byte[TreeHash.Length];
        TreeHash.Leaf(leaf, hash);
        Tree.Append(hash);
        return _chain.Close(JsonText.Write(json => Write(json, entry, leaf)));
    }

    public string Link(Link link) => _chain.Close(JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WritePropertyName("link");
        LinkJson.Write(json, link);
        json.WriteEndObject();
    }));

    public string End(ExportEnd end) => _chain.Close(JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WritePropertyName("end");
        end.Write(json);
        json.WriteEndObject();
    }));

    private static void Write(Utf8JsonWriter json, LogEntry entry, byte[] leaf)
    {
        json.WriteStartObject();
        json.WriteNumber("index", entry.Index);
        json.WriteBase64String("leaf", leaf);
        if (!entry.Origin.IsEmpty) json.WriteString("origin", entry.Origin.Value);
        json.WriteBase64String("payload", entry.Payload.Span);
        json.WriteEndObject();
    }
}
