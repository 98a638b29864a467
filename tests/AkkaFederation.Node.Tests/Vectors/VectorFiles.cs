using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Node.Tests.Vectors;

/// <summary>Makes the files of tests/vectors: the same bytes each time.</summary>
internal sealed class VectorFiles(VectorWorkshop w)
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public IReadOnlyDictionary<string, string> All => new Dictionary<string, string>
    {
        ["keys.json"] = Text(new { keys = w.Keys.Select(Key) }),
        ["statements.json"] = Text(new { statements = Statements() }),
        ["signatures.json"] = Text(new { signatures = Signatures() }),
        ["tree.json"] = Text(new
        {
            leaves = Leaves().Select(Hex),
            roots = Enumerable.Range(0, (int)w.Last + 1).Select(n => Hex(w.Log.Tree.Root((ulong)n))),
            inclusion = Inclusion(),
            consistency = Consistency(),
        }),
        ["proofs.json"] = Text(new
        {
            genesis = JsonNode.Parse(GenesisJson.Write(w.Signed)),
            voters = w.Founders.Select(f => PublicKeys.ToPem(f.Id)),
            cases = ProofCase.All(w).Select(c => new { name = c.Name, valid = c.Line == 0, line = c.Line, reason = ProofRun.Of(w, c.Lines).Reason, lines = c.Lines }),
        }),
    };

    private static object Key(DeterministicSigner key) => new
    {
        did = key.Id.Value,
        @private = Hex(key.PrivateKey),
        x = Hex(key.PublicPoint.X!),
        y = Hex(key.PublicPoint.Y!),
        pem = PublicKeys.ToPem(key.Id),
    };

    private IEnumerable<object> Statements()
    {
        yield return Statement("genesis", w.Genesis.Document);
        for (ulong i = 1; i <= w.Last; i++) yield return Statement($"leaf of entry {i}", Leaf.Of(w.Log[i]));
        yield return Statement($"configuration of entry {w.Second}", w.Log[w.Second].Payload.ToArray());
        yield return Statement($"configuration of entry {w.Third}", w.Log[w.Third].Payload.ToArray());
        yield return Statement("seal of 4 entries", w.Seal(4).Statement.Bytes);
        yield return Statement($"seal of {w.Last} entries", w.Seal(w.Last).Statement.Bytes);
        yield return Statement("vote of key 1 for key 2 in term 4", w.Vote(0, 4, 1).Statement);
        yield return Statement("refusal of the genesis by key 1", GenesisRefusal.Statement(w.Genesis.Hash, w.Keys[0].Id));
        yield return Statement($"link of entry {w.Second}", LinkBytes.Write(w.Link(w.Second)));
    }

    private static object Statement(string name, byte[] bytes) => new { name, hex = Hex(bytes), sha256 = Hex(SHA256.HashData(bytes)) };

    private IEnumerable<object> Signatures()
    {
        var seal = w.Seal(4);
        var (signer, signature) = seal.Signatures[0];
        yield return Signature("a seal", signer, seal.Statement.Bytes, signature, true);
        var vote = w.Vote(0, 4, 1);
        yield return Signature("a vote", vote.Signer, vote.Statement, vote.Signature, true);
        foreach (var (founder, signed) in w.Signed.Signatures) yield return Signature($"the genesis by {founder}", founder, w.Genesis.Document, signed, true);
        yield return Signature("another's signature", seal.Signatures[1].Signer, seal.Statement.Bytes, signature, false);
        yield return Signature("another statement", signer, w.Seal(3).Statement.Bytes, signature, false);
        yield return Signature("a changed bit", signer, seal.Statement.Bytes, [(byte)(signature[0] ^ 1), .. signature[1..]], false);
        yield return Signature("r and s of zero", signer, seal.Statement.Bytes, new byte[64], false);
    }

    private static object Signature(string name, Did signer, byte[] statement, byte[] signature, bool valid)
    {
        Assert.Equal(valid, new EcdsaP256Scheme().Verify(signer, statement, signature));
        return new { name, signer = signer.Value, statement = Hex(statement), signature = Hex(signature), valid };
    }

    private IEnumerable<byte[]> Leaves() => Enumerable.Range(1, (int)w.Last).Select(i => Leaf.Of(w.Log[(ulong)i]));

    private IEnumerable<object> Inclusion()
    {
        for (ulong size = 1; size <= w.Last; size++)
        {
            for (ulong index = 1; index <= size; index++)
                yield return Included($"entry {index} of {size}", index, size, w.Log.Tree.Proof(index - 1, size), w.Log.Tree.Root(size), true);
        }

        var (path, root) = (w.Log.Tree.Proof(2, 7), w.Log.Tree.Root(7));
        yield return Included("another place", 4, 7, path, root, false);
        yield return Included("a hash too few", 3, 7, path[1..], root, false);
        yield return Included("a hash too many", 3, 7, [.. path, root], root, false);
        yield return Included("another root", 3, 7, path, w.Log.Tree.Root(6), false);
    }

    private object Included(string name, ulong index, ulong size, byte[][] path, byte[] root, bool valid)
    {
        var leaf = w.Log.Tree.LeafHash(index == 4 && !valid ? 2 : index - 1);
        Assert.Equal(valid, InclusionProof.Verify(index - 1, size, leaf, path, root));
        return new { name, index, size, leafHash = Hex(leaf), path = path.Select(Hex), root = Hex(root), valid };
    }

    private IEnumerable<object> Consistency()
    {
        var tree = w.Log.Tree;
        for (ulong second = 0; second <= w.Last; second++)
        {
            for (ulong first = 0; first <= second; first++)
                yield return Consistent($"{first} in {second}", first, second, tree.Root(first), tree.Root(second), tree.Consistency(first, second), true);
        }

        var path = tree.Consistency(3, 7);
        yield return Consistent("a hash too few", 3, 7, tree.Root(3), tree.Root(7), path[1..], false);
        yield return Consistent("a hash too many", 3, 7, tree.Root(3), tree.Root(7), [.. path, path[0]], false);
        yield return Consistent("another first root", 3, 7, tree.Root(2), tree.Root(7), path, false);
        yield return Consistent("another second root", 3, 7, tree.Root(3), tree.Root(6), path, false);
        yield return Consistent("the wrong way round", 7, 3, tree.Root(7), tree.Root(3), path, false);
        yield return Consistent("equal sizes with a path", 7, 7, tree.Root(7), tree.Root(7), path, false);
    }

    private static object Consistent(string name, ulong first, ulong second, byte[] firstRoot, byte[] secondRoot, byte[][] path, bool valid)
    {
        Assert.Equal(valid, ConsistencyProof.Verify(first, second, firstRoot, secondRoot, path));
        return new { name, first, second, firstRoot = Hex(firstRoot), secondRoot = Hex(secondRoot), path = path.Select(Hex), valid };
    }

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, Options).ReplaceLineEndings("\n") + "\n";

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
