using System.Text;
using AkkaFederation.Identity;
using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Tests.Vectors;

/// <summary>
/// tests/vectors holds what a stranger who writes a verifier needs to try it on. The files are made anew and must be what they
/// are; <c>UPDATE_VECTORS=1</c> writes them. A format that changes by accident is found here.
/// </summary>
public sealed class VectorTests
{
    private static readonly string Folder = Repository.File("tests/vectors");
    private static readonly VectorWorkshop Workshop = new();

    [Fact]
    public void The_files_are_made_anew_as_they_are()
    {
        foreach (var (name, text) in new VectorFiles(Workshop).All)
        {
            var path = Path.Combine(Folder, name);
            if (Environment.GetEnvironmentVariable("UPDATE_VECTORS") == "1") File.WriteAllText(path, text);
            Assert.True(File.ReadAllText(path) == text, $"{path} is not what is made now; UPDATE_VECTORS=1 writes it, if that is meant");
        }
    }

    [Fact]
    public void The_product_agrees_with_every_case_and_with_the_line_of_every_failure()
    {
        foreach (var (name, lines, line) in ProofCase.All(Workshop))
        {
            var found = ProofRun.Of(Workshop, lines);
            Assert.True(line == found.Line, $"{name}: line {found.Line} and not {line}: {found.Reason}");
        }
    }

    [PythonFact]
    public async Task The_independent_verifier_agrees_with_every_vector()
    {
        var (code, output, error) = await PythonVerifier.RunAsync("--vectors", Folder);
        Assert.True(code == ExitCode.Ok, error);
        Assert.Contains("vectors hold, 0 do not", output, StringComparison.Ordinal);
    }

    [PythonFact]
    public async Task The_independent_verifier_notices_a_vector_that_does_not_hold()
    {
        using var folder = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(Folder, "*.json"))
            File.WriteAllText(folder[Path.GetFileName(file)], File.ReadAllText(file).Replace("\"valid\": true,\n      \"line\": 0,", "\"valid\": false,\n      \"line\": 1,", StringComparison.Ordinal));
        var (code, _, error) = await PythonVerifier.RunAsync("--vectors", folder["."]);
        Assert.Equal(ExitCode.CheckFailed, code);
        Assert.Contains("vector fails: a certificate under the founders", error, StringComparison.Ordinal);
    }

    /// <summary>RFC 6979, A.2.5, "sample" with SHA-256: the signatures of the vectors are those that anybody makes.</summary>
    [Fact]
    public void Signatures_of_the_vectors_follow_rfc_6979()
    {
        var signer = new DeterministicSigner(Convert.FromHexString("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"));
        var signature = signer.Sign(Encoding.ASCII.GetBytes("sample"));
        Assert.Equal("EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8", Convert.ToHexString(signature));
        Assert.True(new EcdsaP256Scheme().Verify(signer.Id, Encoding.ASCII.GetBytes("sample"), signature));
    }
}
