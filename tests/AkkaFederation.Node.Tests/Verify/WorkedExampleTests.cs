using System.Security.Cryptography;
using AkkaFederation.Consensus;
using AkkaFederation.Identity;
using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Tests.Verify;

/// <summary>The files of samples/verifier/example are fixed: a change of any format makes these fail.</summary>
public sealed class WorkedExampleTests
{
    private static readonly string Trust = Repository.File("samples/verifier/example/trust");
    private static readonly string Certificates = Repository.File("samples/verifier/example/certificates.jsonl");

    [Fact]
    public async Task The_product_verifies_them()
    {
        var result = await BothVerifiers.ProductAsync(Trust, Certificates);
        Assert.Equal(ExitCode.Ok, result.Code);
        Assert.Contains("3 of 3", result.Out, StringComparison.Ordinal);
    }

    [PythonFact]
    public async Task The_independent_verifier_verifies_them()
    {
        var result = await BothVerifiers.PythonAsync(Trust, Certificates);
        Assert.True(result.Code == ExitCode.Ok, result.Error);
        Assert.Contains("3 of 3", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_on_formats_says_what_the_files_hold()
    {
        var page = File.ReadAllText(Repository.File("docs/formats.md"));
        Assert.True(CertificateJson.TryRead(File.ReadLines(Certificates).First(), out var certificate, out var error), error);
        foreach (var said in Values(certificate))
            Assert.Contains(said, page, StringComparison.Ordinal);
    }

    [Fact]
    public void Writing_a_certificate_again_gives_the_same_bytes() => Assert.All(File.ReadLines(Certificates), line =>
    {
        Assert.True(CertificateJson.TryRead(line, out var certificate, out var error), error);
        Assert.Equal(line, CertificateJson.Write(certificate));
    });

    [Fact]
    public void The_independent_verifier_stays_small() =>
        Assert.InRange(File.ReadLines(Repository.File("samples/verifier/verify.py")).Count(), 100, 500);

    private static IEnumerable<string> Values(CommitCertificate certificate)
    {
        var leaf = certificate.Leaf;
        foreach (var (from, to) in new[] { (0, 16), (16, 24), (24, 32), (32, 40), (41, 73), (73, 81), (81, 89), (89, 97), (97, 101), (101, 133) })
            yield return Hex(leaf.AsSpan(from..to));
        yield return Hex(SHA256.HashData([0, .. leaf]));
        foreach (var hash in certificate.Path)
            yield return Hex(hash);
        foreach (var (from, to) in new[] { (0, 16), (16, 48), (48, 56), (56, 64), (64, 72), (72, 104) })
            yield return Hex(certificate.Statement.AsSpan(from..to));
        yield return Hex(certificate.Signatures[0].Signature.AsSpan(..32));
        yield return Hex(certificate.Signatures[0].Signature.AsSpan(32..));
        yield return certificate.Proposal.Origin.Value;
        Assert.True(PublicKeys.TryGetDid(File.ReadAllText(Path.Combine(Trust, "voters", "1.pem")), out var voter, out _));
        yield return voter.Value;
        yield return Hex(voter.CompressedKey().AsSpan(1..));
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
