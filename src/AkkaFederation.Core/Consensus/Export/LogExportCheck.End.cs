using System.Text.Json;

namespace AkkaFederation.Consensus;

// The last line: what all lines together prove.
internal sealed partial class LogExportCheck
{
    private string? OnEnd(JsonElement root, JsonElement element)
    {
        Ended = true;
        var fields = new JsonFields(root, "");
        fields.Only("end", "chain");
        if (fields.Error is { } wrong) return wrong;
        if (element.ValueKind != JsonValueKind.Object) return "end is not an object";
        if (!ExportEnd.TryRead(element, out var end, out var error)) return error;
        if (Tree!.Size != Header!.To) return $"the export ends at entry {Tree.Size} and not at {Header.To}";
        if (!verifier.VerifySeal(end.Statement, end.Signatures, out var seal, out error)) return $"the seal: {error}";
        return (_sound ? CheckRoot(end, seal) : "the root is not checked, for lines above are wrong") ?? CheckRange(end, seal) ?? Certified(seal);
    }

    private string? CheckRoot(ExportEnd end, SealStatement seal)
    {
        if (!Tree!.Root().AsSpan().SequenceEqual(end.Root)) return $"the entries do not lead to the root of {Tree.Size} entries that stands here";
        if (seal.Size < Tree.Size) return $"the seal covers {seal.Size} entries and the export {Tree.Size}";
        return ConsistencyProof.Verify(Tree.Size, seal.Size, end.Root, seal.Root, end.Path)
            ? null
            : $"the exported log of {Tree.Size} entries is not the beginning of the sealed one of {seal.Size}";
    }

    private string? CheckRange(ExportEnd end, SealStatement seal)
    {
        if (end.First is not { } first || end.Last is not { } last) return null;
        if (!verifier.Verify(first, out var reason)) return $"the first certificate: {reason}";
        if (!verifier.Verify(last, out reason)) return $"the last certificate: {reason}";
        if (!first.Leaf.AsSpan().SequenceEqual(_firstLeaf)) return "the first certificate is not of the first entry";
        if (!last.Leaf.AsSpan().SequenceEqual(_lastLeaf)) return "the last certificate is not of the last entry";
        if (!last.Statement.AsSpan().SequenceEqual(end.Statement)) return "the last certificate is under another seal";
        SealStatement.TryRead(first.Statement, out var begin, out _);
        var (small, large) = begin.Size <= seal.Size ? (begin, seal) : (seal, begin);
        return ConsistencyProof.Verify(small.Size, large.Size, small.Root, large.Root, end.Between)
            ? null
            : $"the log of {small.Size} entries under one certificate is not the beginning of that of {large.Size} under the other";
    }

    private string? Certified(SealStatement seal)
    {
        Seal = seal;
        return null;
    }
}
