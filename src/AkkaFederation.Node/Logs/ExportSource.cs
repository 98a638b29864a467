using AkkaFederation.Consensus;
using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Logs;

/// <summary>A node that an export is taken from: its genesis, links, newest seal and tree, each verified before it is used.</summary>
internal sealed class ExportSource(FederationClient client, string node)
{
    private CertificateVerifier? _verifier;
    private SignedGenesis? _genesis;

    public string Node => node;

    public CertificateVerifier Verifier => _verifier ?? throw new InvalidOperationException("Not opened.");

    public SignedGenesis Genesis => _genesis ?? throw new InvalidOperationException("Not opened.");

    public async Task OpenAsync(CancellationToken stop)
    {
        _genesis = await client.GetFoundingAsync(node, stop)
            ?? throw FedException.Failed($"{node} takes part in no federation yet, so it has no log.");
        if (!TrustBundle.TryTrust(_genesis, new AkkaFederation.Identity.EcdsaP256Scheme(), out var trust, out var error))
            throw FedException.Failed($"{node} gives a genesis that does not hold: {error}.");
        _verifier = new CertificateVerifier(trust, new Verify.RememberingVerifier());
        await ExtendAsync(stop);
    }

    /// <summary>The links that are new, taken into the verifier.</summary>
    public async Task<IReadOnlyList<Link>> ExtendAsync(CancellationToken stop)
    {
        var links = await client.GetLinksAsync(node, Verifier.Epoch, stop);
        foreach (var link in links)
        {
            if (!Verifier.TryExtend(link, out var reason)) throw FedException.Failed($"{node} gives a link of entry {link.Epoch} that does not hold: {reason}.");
        }

        return links;
    }

    /// <summary>The newest seal, found to be certified.</summary>
    public async Task<CertifiedSeal> SealAsync(CancellationToken stop)
    {
        var seal = await client.GetSealAsync(node, stop)
            ?? throw FedException.Failed($"{node} has no certified seal yet; ask the leader, or again after the next commit.");
        if (seal.Statement.Epoch > Verifier.Epoch) await ExtendAsync(stop);
        return Verifier.VerifySeal(seal.Statement.Bytes, seal.Signatures, out _, out var reason)
            ? seal
            : throw FedException.Failed($"{node} gives a seal that does not hold: {reason}.");
    }

    public async Task<FederationClient.TreeProof> TreeAsync(ulong first, ulong second, CancellationToken stop) =>
        await client.GetTreeAsync(node, first, second, stop)
        ?? throw FedException.Failed($"{node} has not committed {second} entries; ask another node, or again later.");

    public IAsyncEnumerable<LogRecord> ReadAsync(ulong from, CancellationToken stop) => client.ReadLogAsync(node, from, stop);
}
