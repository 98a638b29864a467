using AkkaFederation.Node.Tests.Cli;

namespace AkkaFederation.Node.Tests.Verify;

/// <summary>The product's verifier and the stranger's, on the same files.</summary>
internal static class BothVerifiers
{
    public static Task<FedResult> ProductAsync(string trust, params string[] files) => Fed.RunAsync(["verify", "--trust", trust, .. files]);

    public static async Task<FedResult> PythonAsync(string trust, params string[] files)
    {
        var (code, output, error) = await PythonVerifier.RunAsync(trust, files);
        return new FedResult(code, output, error);
    }
}
