using System.Text.Json;
using AkkaFederation.Consensus;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Tests.Cli;

namespace AkkaFederation.Node.Tests.Verify;

public sealed class VerifyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CertificateWorkshop _workshop = new();

    public VerifyTests()
    {
        for (var i = 0; i < 5; i++)
            _workshop.Propose($$"""{"n":{{i}}}""");
        _workshop.WriteTrust(_folder["trust"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Good_certificates_pass()
    {
        Write(3, 4, 5, 6, 7);
        var result = await Run();
        Assert.Equal(ExitCode.Ok, result.Code);
        Assert.Contains("5 of 5 certificates are valid", result.Out, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(_workshop.Genesis.Hash), result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_tells_everything_on_one_line()
    {
        Write(3);
        File.AppendAllText(Certificates, "{}\n");
        var result = await Fed.RunAsync("verify", "--trust", _folder["trust"], Certificates, "--json");
        Assert.Equal(ExitCode.CheckFailed, result.Code);
        var root = JsonDocument.Parse(result.Out).RootElement;
        Assert.False(root.GetProperty("ok").GetBoolean());
        var file = Assert.Single(root.GetProperty("files").EnumerateArray());
        Assert.Equal((2, 1), (file.GetProperty("certificates").GetInt32(), file.GetProperty("valid").GetInt32()));
        Assert.Equal(2, file.GetProperty("failures")[0].GetProperty("line").GetInt32());
    }

    [Fact]
    public async Task Standard_input_is_a_file_too()
    {
        Write(3, 4);
        await using var input = File.OpenRead(Certificates);
        var result = await Fed.RunAsync(input, "verify", "--trust", _folder["trust"], "-");
        Assert.Equal(ExitCode.Ok, result.Code);
        Assert.Contains("standard input: 2 of 2", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_names_its_line_and_the_rest_is_still_checked()
    {
        var good = Line(4);
        File.WriteAllLines(Certificates, [good, "", "nonsense", good]);
        var result = await Run();
        Assert.Equal(ExitCode.CheckFailed, result.Code);
        Assert.Contains($"{Certificates}:3: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("2 of 3 certificates are valid", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificates_of_another_federation_fail()
    {
        var other = new CertificateWorkshop();
        File.WriteAllText(Certificates, CertificateJson.Write(other.Certify(other.Propose("x"))) + "\n");
        Assert.Equal(ExitCode.CheckFailed, (await Run()).Code);
    }

    [Fact]
    public async Task Every_byte_of_a_certificate_counts()
    {
        var good = Line(5);
        var bad = Enumerable.Range(0, good.Length).Select(at => good[..at] + Another(good[at]) + good[(at + 1)..]);
        await File.WriteAllLinesAsync(Certificates, bad);
        var result = await Run();
        Assert.Contains($": 0 of {good.Length} certificates are valid", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_longer_than_any_certificate_is_refused()
    {
        File.WriteAllText(Certificates, new string(' ', 3 * CertificateJson.MaxLength) + Line(3) + "\n" + Line(3));
        var result = await Run();
        Assert.Equal(ExitCode.CheckFailed, result.Code);
        Assert.Contains("1 of 2", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_is_input() => (await Run()).AssertOneLine(ExitCode.BadInput, Certificates, "no such file");

    [Fact]
    public async Task An_empty_file_proves_nothing()
    {
        File.WriteAllText(Certificates, "\n\n");
        (await Run()).AssertOneLine(ExitCode.BadInput, "holds no certificate");
    }

    [Fact]
    public async Task A_missing_trust_folder_is_input()
    {
        Write(3);
        (await Fed.RunAsync("verify", "--trust", _folder["nowhere"], Certificates)).AssertOneLine(ExitCode.BadInput, "nowhere");
    }

    [Fact]
    public async Task A_trust_bundle_that_lacks_a_key_is_refused()
    {
        Write(3);
        File.Delete(_folder["trust/voters/2.pem"]);
        (await Run()).AssertOneLine(ExitCode.BadInput, "trust");
    }

    [Fact]
    public async Task A_trust_bundle_with_a_foreign_key_is_refused()
    {
        Write(3);
        new CertificateWorkshop().WriteTrust(_folder["foreign"]);
        File.Copy(_folder["foreign/voters/1.pem"], _folder["trust/voters/1.pem"], overwrite: true);
        (await Run()).AssertOneLine(ExitCode.BadInput, "trust");
    }

    [PythonFact]
    public async Task The_independent_verifier_agrees_on_good_and_bad()
    {
        Write(3, 4, 5, 6, 7);
        var good = await BothVerifiers.PythonAsync(_folder["trust"], Certificates);
        Assert.True(good.Code == ExitCode.Ok, good.Error);
        Assert.Contains("5 of 5", good.Out, StringComparison.Ordinal);
        foreach (var (name, lines) in BadFiles())
        {
            await File.WriteAllTextAsync(Certificates, lines);
            Assert.True((await Run()).Code == ExitCode.CheckFailed, $"fed verify: {name}");
            Assert.True((await BothVerifiers.PythonAsync(_folder["trust"], Certificates)).Code == ExitCode.CheckFailed, $"verify.py: {name}");
        }
    }

    [PythonFact]
    public async Task The_independent_verifier_refuses_a_trust_bundle_that_lacks_a_key()
    {
        Write(3);
        File.Delete(_folder["trust/voters/2.pem"]);
        Assert.Equal(ExitCode.BadInput, (await BothVerifiers.PythonAsync(_folder["trust"], Certificates)).Code);
    }

    /// <summary>One file for each rule of docs/formats.md that a certificate can break.</summary>
    private IEnumerable<(string Name, string Lines)> BadFiles()
    {
        var good = _workshop.Certify(5);
        var other = _workshop.Certify(6);
        yield return ("too few signatures", Text(_workshop.Certify(5, signers: 1)));
        yield return ("another epoch", Text(_workshop.Certify(5, epoch: 1)));
        yield return ("a signer twice", Text(good with { Signatures = [good.Signatures[0], good.Signatures[0]] }));
        yield return ("a signature of somebody else", Text(good with { Signatures = [good.Signatures[0], new SignedBy(good.Signatures[1].Signer, good.Signatures[0].Signature)] }));
        yield return ("a stranger among the signers", Text(good with { Signatures = [.. good.Signatures, new SignedBy(good.Proposal.Origin, good.Signatures[0].Signature)] }));
        yield return ("the leaf of another entry", Text(good with { Leaf = other.Leaf }));
        yield return ("the path of another entry", Text(good with { Path = other.Path }));
        yield return ("a longer path", Text(good with { Path = [.. good.Path, new byte[32]] }));
        yield return ("a shorter path", Text(good with { Path = [.. good.Path.SkipLast(1)] }));
        yield return ("another payload", Text(good with { Payload = other.Payload }));
        yield return ("another proposal", Text(good with { Proposal = good.Proposal with { Seq = good.Proposal.Seq + 1 } }));
        yield return ("another origin", Text(good with { Proposal = good.Proposal with { Origin = _workshop.Voters[0].Id } }));
        yield return ("another session", Text(good with { Session = good.Session + 1 }));
        yield return ("an unknown member", Text(good).Replace("{\"format\"", "{\"extra\":1,\"format\"", StringComparison.Ordinal));
        yield return ("a member twice", Text(good).Replace("{\"format\"", "{\"payload\":\"\",\"format\"", StringComparison.Ordinal));
        yield return ("no object", "[]");
        yield return ("no json", "nonsense");
    }

    private string Certificates => _folder["certificates.jsonl"];

    private Task<FedResult> Run() => BothVerifiers.ProductAsync(_folder["trust"], Certificates);

    private void Write(params ulong[] indexes) => File.WriteAllLines(Certificates, indexes.Select(Line));

    private string Line(ulong index) => Text(_workshop.Certify(index));

    private static string Text(CommitCertificate certificate) => CertificateJson.Write(certificate);

    /// <summary>Another character that could stand in the same place: a letter for a letter, so that base64 stays base64.</summary>
    private static char Another(char value) => value switch
    {
        'z' or 'Z' or '9' => (char)(value - 1),
        >= 'a' and < 'z' or >= 'A' and < 'Z' or >= '0' and < '9' => (char)(value + 1),
        _ => 'x',
    };
}
