using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// Verifies an export line by line against a federation's genesis, holding one line at a time. Every line is checked by
/// itself and by the chain; the last one shows that all of them together are the certified log.
/// </summary>
internal sealed partial class LogExportCheck(CertificateVerifier verifier)
{
    /// <summary>The longest line: a payload of 16 MiB in base64 and what stands around it.</summary>
    public const int MaxLine = 24 * 1024 * 1024;

    private const ulong MostSkipped = 100_000;
    private byte[] _firstLeaf = [];
    private byte[] _lastLeaf = [];
    private ulong _term;
    private ulong _time;
    private bool _sound = true;

    public ExportChain Chain { get; } = new();

    public ExportHeader? Header { get; private set; }

    public CompactTree? Tree { get; private set; }

    /// <summary>The last line was there, and no line follows it.</summary>
    public bool Ended { get; private set; }

    /// <summary>Entries seen.</summary>
    public ulong Entries => Tree is null ? 0 : Tree.Size - (Header!.From - 1);

    /// <summary>The seal that certifies the export; null until the last line was found right.</summary>
    public SealStatement? Seal { get; private set; }

    /// <summary>Takes one line in, without its end; what is wrong with it, or null.</summary>
    public string? Line(ReadOnlyMemory<byte> line)
    {
        if (Ended) return "a line follows the end of the export";
        var chained = Chain.Accept(line.Span, out var broken);
        var wrong = Read(line);
        var reason = chained ? wrong : wrong is null ? broken : $"{broken} ({wrong})";
        if (reason is not null) _sound = false;
        return reason;
    }

    /// <summary>What is missing after the last line of the file, or null.</summary>
    public string? Finish()
    {
        if (Header is null) return "holds no export";
        return Ended ? null : $"the export ends early, before entry {Tree!.Size + 1} of {Header.To} or its last line; fed log export --resume goes on with it";
    }

    private string? Read(ReadOnlyMemory<byte> line)
    {
        if (line.Length > MaxLine) return $"the line is longer than {MaxLine} bytes";
        try
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 12, AllowDuplicateProperties = false });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return "not a JSON object";
            if (Header is null) return OnHeader(root);
            if (root.TryGetProperty("end", out var end)) return OnEnd(root, end);
            return root.TryGetProperty("link", out var link) ? OnLink(root, link) : OnEntry(root);
        }
        catch (JsonException e)
        {
            return $"not JSON (byte {(e.BytePositionInLine ?? 0) + 1})";
        }
        catch (InvalidOperationException)
        {
            // A text with half a surrogate pair, or bytes that are not UTF-8.
            return "not UTF-8";
        }
    }

    private string? OnHeader(JsonElement root)
    {
        if (!ExportHeader.TryRead(root, out var header, out var error)) return error;
        if (!CompactTree.TryFrom(header.From - 1, header.Frontier, out var tree))
            return $"{header.Frontier.Count} hashes are no frontier of {header.From - 1} entries";
        (Header, Tree) = (header, tree);
        if (!header.Genesis.Genesis.Hash.AsSpan().SequenceEqual(verifier.Chain.Genesis.Hash))
            return $"the export is of {header.Genesis.Genesis}, which is not the one that is trusted";
        return header.Genesis.Verify(verifier.Signatures, out error) ? null : $"the genesis: {error}";
    }

    private string? OnLink(JsonElement root, JsonElement element)
    {
        var fields = new JsonFields(root, "");
        fields.Only("link", "chain");
        if (fields.Error is { } error || element.ValueKind != JsonValueKind.Object && (error = "link is not an object").Length > 0) return error;
        if (!LinkJson.TryRead(element, out var link, out error)) return $"the link: {error}";
        return verifier.TryExtend(link, out error) ? null : $"the link of entry {link.Epoch}: {error}";
    }

    private string? OnEntry(JsonElement root)
    {
        var fields = new JsonFields(root, "");
        fields.Only("index", "leaf", "origin", "payload", "chain");
        var index = fields.Number("index");
        var bytes = fields.Bytes("leaf");
        var payload = fields.Bytes("payload");
        var origin = root.TryGetProperty("origin", out _) ? fields.Did("origin") : default;
        if (fields.Error is { } wrong) return Missing(wrong);
        if (!Leaf.TryRead(bytes, out var leaf, out var error)) return Missing($"the leaf is malformed: {error}");
        if (index != Tree!.Size + 1) return Misplaced(index);
        if (index > Header!.To) return Missing($"entry {index} lies beyond the last one, {Header.To}");
        Append(bytes);
        return CheckEntry(index, leaf, origin, payload);
    }

    private string? CheckEntry(ulong index, Leaf leaf, Did origin, byte[] payload)
    {
        if (leaf.Index != index) return $"the leaf is that of entry {leaf.Index}";
        if (leaf.Term < _term) return $"term {leaf.Term} follows term {_term}";
        if (leaf.Time < _time) return $"time {leaf.Time} follows time {_time}";
        (_term, _time) = (leaf.Term, leaf.Time);
        if (payload.Length != leaf.PayloadLength || !SHA256.HashData(payload).AsSpan().SequenceEqual(leaf.PayloadHash)) return "the payload is not the leaf's";
        var hash = origin.IsEmpty ? new byte[32] : origin.Hash();
        return hash.AsSpan().SequenceEqual(leaf.OriginHash) ? null : "the origin is not the leaf's";
    }

    private void Append(byte[] leaf)
    {
        Span<byte> hash = stackalloc byte[TreeHash.Length];
        TreeHash.Leaf(leaf, hash);
        Tree!.Append(hash);
        if (_firstLeaf.Length == 0) _firstLeaf = leaf;
        _lastLeaf = leaf;
    }

    // Its place counts as taken, so that the entries after it are not all out of place.
    private string Missing(string reason)
    {
        Tree!.Append(new byte[TreeHash.Length]);
        return reason;
    }

    private string Misplaced(ulong index)
    {
        var expected = Tree!.Size + 1;
        var reason = $"entry {index} stands where entry {expected} is expected";
        if (index < expected || index > Header!.To || index - expected > MostSkipped) return reason;
        while (Tree.Size + 1 < index) Missing(reason);
        return Missing(reason);
    }
}
