using System.Text;
using AkkaFederation.Consensus;
using AkkaFederation.Identity;
using AkkaFederation.Node.Verify;

namespace AkkaFederation.Node.Tests.Vectors;

/// <summary>What the product says of a file of proofs.</summary>
internal static class ProofRun
{
    /// <summary>The first line that does not hold and why; 0 where all hold.</summary>
    public static (int Line, string Reason) Of(VectorWorkshop w, IEnumerable<string> lines)
    {
        Assert.True(TrustBundle.TryTrust(w.Signed, new EcdsaP256Scheme(), out var trust, out var error), error);
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\n"))));
        var summary = new ProofFile(new CertificateVerifier(trust), new SealLedger(w.Genesis)).Verify(stream, "vectors", CancellationToken.None);
        var first = summary.Failures.MinBy(f => f.Line);
        return (first?.Line ?? 0, first?.Reason ?? "");
    }
}
