using Akka.Actor;
using AkkaFederation.Consensus;
using AkkaFederation.Wire;

namespace AkkaFederation;

// Proofs: the chain of configurations, seals, consistency, evidence.
public sealed partial class FederationClient
{
    /// <summary>
    /// The links that a node keeps beyond an epoch, oldest first: with them a verifier that trusts the genesis follows every
    /// change of the voters. They prove themselves; the node need not be trusted.
    /// </summary>
    /// <exception cref="AskTimeoutException">The node did not answer within 5 s.</exception>
    public async Task<IReadOnlyList<Link>> GetLinksAsync(string node, ulong after = 0, CancellationToken ct = default)
    {
        var links = new List<Link>();
        while (true)
        {
            var request = new LinksRequest { After = links.Count == 0 ? after : links[^1].Epoch };
            var reply = await _nodes.Find(node).Ask<LinksReply>(request, QueryTimeout, ct);
            links.AddRange(reply.Links.Select(ProofsCodec.DecodeLink));
            if (reply.Links.Count == 0 || links[^1].Epoch >= reply.Epoch) return links;
        }
    }

    /// <summary>
    /// Proves that the log of one certificate is the beginning of the log of another, whichever is older; null while the node
    /// has not committed as many entries as the later one covers. Verify the answer: it is what the node says.
    /// </summary>
    /// <exception cref="ArgumentException">A certificate's statement cannot be read.</exception>
    /// <exception cref="AskTimeoutException">The node did not answer within 5 s.</exception>
    public async Task<ConsistencyCertificate?> ProveConsistencyAsync(
        string node, CommitCertificate one, CommitCertificate other, CancellationToken ct = default)
    {
        var (a, b) = (SizeOf(one, nameof(one)), SizeOf(other, nameof(other)));
        var (first, second) = a <= b ? (one, other) : (other, one);
        var tree = await GetTreeAsync(node, Math.Min(a, b), Math.Max(a, b), ct);
        return tree is null
            ? null
            : new ConsistencyCertificate
            {
                FirstStatement = first.Statement,
                FirstSignatures = first.Signatures,
                SecondStatement = second.Statement,
                SecondSignatures = second.Signatures,
                Path = tree.Path,
            };
    }

    /// <summary>The evidence of equivocation that a node keeps. It proves itself; the node need not be trusted.</summary>
    /// <exception cref="AskTimeoutException">The node did not answer within 5 s.</exception>
    public async Task<IReadOnlyList<EquivocationEvidence>> GetEvidenceAsync(string node, CancellationToken ct = default)
    {
        var reply = await _nodes.Find(node).Ask<EvidenceReply>(new EvidenceRequest(), QueryTimeout, ct);
        return [.. reply.Evidence.Select(ProofsCodec.Decode)];
    }

    /// <summary>Reports evidence to a node, which verifies and keeps it and tells the others; null, or why it is not kept.</summary>
    /// <exception cref="AskTimeoutException">The node did not answer within 5 s.</exception>
    public async Task<string?> ReportEvidenceAsync(string node, EquivocationEvidence evidence, CancellationToken ct = default)
    {
        var reply = await _nodes.Find(node).Ask<EvidenceTaken>(new EvidenceReport { Evidence = ProofsCodec.Encode(evidence) }, QueryTimeout, ct);
        return reply.Kept ? null : reply.Reason;
    }

    /// <summary>The newest certified seal that a node has, unverified; null if it has none yet.</summary>
    internal async Task<CertifiedSeal?> GetSealAsync(string node, CancellationToken ct = default)
    {
        var reply = await _nodes.Find(node).Ask<SealReply>(new SealRequest(), QueryTimeout, ct);
        return reply.Seal is null ? null : SealCodec.Decode(reply.Seal);
    }

    /// <summary>Consistency proof between two sizes, and the frontier of the first; null where the node has not committed as many.</summary>
    internal async Task<TreeProof?> GetTreeAsync(string node, ulong first, ulong second, CancellationToken ct = default)
    {
        var reply = await _nodes.Find(node).Ask<TreeReply>(new TreeRequest { First = first, Second = second }, QueryTimeout, ct);
        return reply.Known ? new TreeProof(Hashes(reply.Path), Hashes(reply.Frontier)) : null;
    }

    /// <summary>The founding document with its signatures, as a node knows it.</summary>
    internal Task<SignedGenesis?> GetFoundingAsync(string node, CancellationToken ct = default) => GetSignedGenesisAsync(node, ct);

    private static byte[][] Hashes(Google.Protobuf.ByteString bytes) => [.. bytes.ToByteArray().Chunk(TreeHash.Length)];

    private static ulong SizeOf(CommitCertificate certificate, string name) => SealStatement.TryRead(certificate.Statement, out var seal, out var error)
        ? seal.Size
        : throw new ArgumentException($"The certificate's statement is malformed: {error}.", name);

    /// <param name="Path">Consistency proof.</param>
    /// <param name="Frontier">Complete subtrees of the first tree.</param>
    internal sealed record TreeProof(byte[][] Path, byte[][] Frontier);
}
