using AkkaFederation.Consensus;

namespace AkkaFederation.Node.Tests.Vectors;

/// <summary>A file of proofs that holds or does not.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Lines">The file, line by line.</param>
/// <param name="Line">The first line that does not hold; 0: all hold.</param>
internal sealed record ProofCase(string Name, IReadOnlyList<string> Lines, int Line)
{
    public static IEnumerable<ProofCase> All(VectorWorkshop w) =>
        [.. Certificates(w), .. BadCertificates(w), .. Links(w), .. Consistency(w), .. Evidence(w), .. Exports(w)];

    private static string[] Chain(VectorWorkshop w) => [LinkJson.Write(w.Link(w.Second)), LinkJson.Write(w.Link(w.Third))];

    private static ProofCase Case(string name, int line, params ReadOnlySpan<string> lines) => new(name, [.. lines], line);

    private static IEnumerable<ProofCase> Certificates(VectorWorkshop w)
    {
        var chain = Chain(w);
        yield return Case("a certificate under the founders", 0, Json(w.Certify(3, w.Seal(4))));
        yield return Case("a certificate by all founders", 0, Json(w.Certify(3, w.Seal(4, keys: [0, 1, 2]))));
        yield return Case("a certificate without the payload", 0, Json(w.Certify(3, w.Seal(4)) with { Payload = null }));
        yield return Case("a certificate of the leader's own entry", 0, Json(w.Certify(1, w.Seal(4)) with { Payload = null }));
        yield return Case("a certificate of an old entry under later voters", 0, [.. chain, Json(w.Certify(3, w.Seal(w.Last)))]);
        yield return Case("a certificate of a late entry under later voters", 0, [.. chain, Json(w.Certify(w.Last, w.Seal(w.Last)))]);
        yield return Case("a certificate of an empty payload", 0, [.. chain, Json(w.Certify(w.Last - 1, w.Seal(w.Last)))]);
    }

    private static IEnumerable<ProofCase> BadCertificates(VectorWorkshop w)
    {
        var (good, other, chain) = (w.Certify(3, w.Seal(4)), w.Certify(4, w.Seal(4)), Chain(w));
        yield return Case("too few signatures", 1, Json(w.Certify(3, w.Seal(4, keys: [0]))));
        yield return Case("no signatures", 1, Json(good with { Signatures = [] }));
        yield return Case("a signer twice", 1, Json(good with { Signatures = [good.Signatures[0], good.Signatures[0]] }));
        yield return Case("a stranger among the signers", 1, Json(w.Certify(3, w.Seal(4, keys: [0, 1, 4]))));
        yield return Case("a signature under another name", 1, Json(good with { Signatures = [good.Signatures[0], good.Signatures[1] with { Signature = good.Signatures[0].Signature }] }));
        yield return Case("an epoch without its links", 1, Json(w.Certify(3, w.Seal(w.Last))));
        yield return Case("an epoch that never was", 3, [.. chain, Json(w.Certify(3, w.Seal(4, epoch: 2)))]);
        yield return Case("former voters about later entries", 3, [.. chain, Json(w.Certify(w.Last, w.Seal(w.Last, epoch: 0, keys: [0, 1, 2])))]);
        yield return Case("another root", 1, Json(good with { Statement = w.Seal(4, root: new byte[32]).Statement.Bytes }));
        yield return Case("another genesis", 1, Json(Foreign().Certify(3, Foreign().Seal(4))));
        yield return Case("index zero", 1, Json(good with { Leaf = [.. good.Leaf[..16], .. new byte[8], .. good.Leaf[24..]] }));
        yield return Case("index of all ones", 1, Json(good with { Leaf = [.. good.Leaf[..16], .. Enumerable.Repeat((byte)255, 8), .. good.Leaf[24..]] }));
        yield return Case("index beyond the sealed size", 1, Json(w.Certify(4, w.Seal(4)) with { Statement = w.Seal(3).Statement.Bytes, Signatures = w.Seal(3).Signatures }));
        yield return Case("an unknown kind", 1, Json(good with { Leaf = [.. good.Leaf[..40], 200, .. good.Leaf[41..]] }));
        yield return Case("a truncated leaf", 1, Json(good with { Leaf = good.Leaf[..^1] }));
        yield return Case("a truncated statement", 1, Json(good with { Statement = good.Statement[..^1] }));
        yield return Case("the leaf of another entry", 1, Json(good with { Leaf = other.Leaf }));
        yield return Case("the path of another entry", 1, Json(good with { Path = other.Path }));
        yield return Case("a longer path", 1, Json(good with { Path = [.. good.Path, new byte[32]] }));
        yield return Case("another payload", 1, Json(good with { Payload = other.Payload }));
        yield return Case("another number of the proposal", 1, Json(good with { Proposal = good.Proposal with { Seq = 99 } }));
        yield return Case("another origin", 1, Json(good with { Proposal = good.Proposal with { Origin = w.Keys[0].Id } }));
        yield return Case("an unknown member", 1, Json(good).Replace("{\"format\"", "{\"extra\":1,\"format\"", StringComparison.Ordinal));
        yield return Case("not JSON", 1, "nonsense");
    }

    private static IEnumerable<ProofCase> Links(VectorWorkshop w)
    {
        var link = w.Link(w.Second);
        yield return Case("links from the genesis on", 0, Chain(w));
        yield return Case("a link twice", 0, [.. Chain(w), Chain(w)[0]]);
        yield return Case("a link by just enough of both", 0, LinkJson.Write(w.Link(w.Second, 0, 1, 3)));
        yield return Case("a link that was left out", 1, LinkJson.Write(w.Link(w.Third)));
        yield return Case("a link without a majority of the voters before", 1, LinkJson.Write(w.Link(w.Second, 0, 3)));
        yield return Case("a link without a majority of the voters after", 1, LinkJson.Write(w.Link(w.Second, 0, 1)));
        yield return Case("a link with another configuration", 1, LinkJson.Write(link with { Payload = w.Link(w.Third).Payload }));
        yield return Case("a link of another entry", 1, LinkJson.Write(link with { Leaf = Leaf.Of(w.Log[3]) }));
        yield return Case("a link with a wrong signature", 1, LinkJson.Write(link with { Signatures = [link.Signatures[0] with { Signature = link.Signatures[1].Signature }, .. link.Signatures.Skip(1)] }));
    }

    private static IEnumerable<ProofCase> Consistency(VectorWorkshop w)
    {
        var good = w.Consistent(w.Seal(3), w.Seal(w.Last));
        yield return Case("two seals of one log", 0, [.. Chain(w), ConsistencyJson.Write(good)]);
        yield return Case("a seal and itself", 0, ConsistencyJson.Write(w.Consistent(w.Seal(4), w.Seal(4))));
        yield return Case("a proof that lacks a hash", 3, [.. Chain(w), ConsistencyJson.Write(good with { Path = [.. good.Path.Skip(1)] })]);
        yield return Case("two seals the wrong way round", 3, [.. Chain(w), ConsistencyJson.Write(new ConsistencyCertificate
        {
            FirstStatement = good.SecondStatement, FirstSignatures = good.SecondSignatures, SecondStatement = good.FirstStatement, SecondSignatures = good.FirstSignatures, Path = good.Path,
        })]);
    }

    private static IEnumerable<ProofCase> Evidence(VectorWorkshop w)
    {
        yield return Case("two votes in one term", 0, Json(EquivocationEvidence.Of(w.Vote(0, 4, 1), w.Vote(0, 4, 2))));
        yield return Case("two roots for one size", 0, Json(EquivocationEvidence.Of(w.Root(1, 3, 4, 1), w.Root(1, 3, 4, 2))));
        yield return Case("votes in two terms are no evidence", 1, Json(EquivocationEvidence.Of(w.Vote(0, 4, 1), w.Vote(0, 5, 2))));
        yield return Case("roots of two sizes are no evidence", 1, Json(EquivocationEvidence.Of(w.Root(1, 3, 4, 1), w.Root(1, 3, 5, 2))));
        yield return Case("roots in two terms are no evidence", 1, Json(EquivocationEvidence.Of(w.Root(1, 3, 4, 1), w.Root(1, 4, 4, 2))));
        yield return Case("the same statement twice is no evidence", 1, Json(EquivocationEvidence.Of(w.Vote(0, 4, 1), w.Vote(0, 4, 1))));
        yield return Case("a vote and a seal are no evidence", 1, Json(EquivocationEvidence.Of(w.Vote(0, 4, 1), w.Root(0, 4, 4, 2))));
        yield return Case("evidence against who never voted", 1, Json(EquivocationEvidence.Of(w.Vote(4, 4, 1), w.Vote(4, 4, 2))));
        yield return Case("evidence with another's signature", 1, Json(EquivocationEvidence.Of(w.Vote(0, 4, 1), w.Vote(0, 4, 2)) with { Signer = w.Keys[1].Id }));
        yield return Case("evidence of another genesis", 1, Json(EquivocationEvidence.Of(Foreign().Vote(0, 4, 1), Foreign().Vote(0, 4, 2))));
    }

    private static IEnumerable<ProofCase> Exports(VectorWorkshop w)
    {
        var whole = w.Export(1, w.Last, w.Seal(w.Last));
        yield return new ProofCase("an export of the whole log", whole, 0);
        yield return new ProofCase("an export of some entries", w.Export(3, 6, w.Seal(w.Last)), 0);
        yield return new ProofCase("an export between two certificates", w.Export(3, 9, w.Seal(w.Last), w.Certify(3, w.Seal(4)), w.Certify(9, w.Seal(w.Last))), 0);
        yield return new ProofCase("an export whose first certificate is of another entry", w.Export(3, 9, w.Seal(w.Last), w.Certify(4, w.Seal(4)), w.Certify(9, w.Seal(w.Last))), 11);
        yield return new ProofCase("an export with a changed payload", [.. whole[..5], whole[5].Replace("\"payload\":\"Zmlyc3Q=\"", "\"payload\":\"Zmlyc3U=\"", StringComparison.Ordinal), .. whole[6..]], 6);
        yield return new ProofCase("an export with a blank too many", [.. whole[..4], whole[4].Replace("\"index\":2", "\"index\": 2", StringComparison.Ordinal), .. whole[5..]], 5);
        yield return new ProofCase("an export that lacks a line", [.. whole[..5], .. whole[6..]], 6);
        yield return new ProofCase("an export that ends early", [.. whole[..^1]], whole.Count - 1);
        yield return new ProofCase("an export that goes on after its end", [.. whole, whole[^1]], whole.Count + 1);
        yield return new ProofCase("an export under too few signatures", w.Export(1, w.Last, w.Seal(w.Last, keys: [1])), whole.Count);
        yield return new ProofCase("an export of another genesis", Foreign().Export(1, 4, Foreign().Seal(4)), 1);
    }

    private static VectorWorkshop Foreign() => new("foreign");

    private static string Json(CommitCertificate certificate) => CertificateJson.Write(certificate);

    private static string Json(EquivocationEvidence evidence) => EvidenceJson.Write(evidence);
}
