using System.CommandLine;
using AkkaFederation.Consensus;
using AkkaFederation.Node.Verify;

namespace AkkaFederation.Node.Cli;

/// <summary><c>fed verify</c>: certificates against a trust bundle, offline, with public keys alone.</summary>
internal static class VerifyCommand
{
    private const int FailuresShown = 10;

    public static Command Create(CliIo io)
    {
        var trust = new Option<string>("--trust") { Description = "Folder with genesis.json and voters/*.pem.", HelpName = "DIR", Required = true };
        var files = new Argument<string[]>("FILE") { Description = "Certificates, one JSON object a line; - reads standard input.", Arity = ArgumentArity.OneOrMore };
        var json = CommonOptions.Json();
        var command = new FedCommand("verify", "Verify commit certificates offline. Needs nothing but the trust bundle; docs/formats.md has the format.",
            "fed verify --trust trust certificates.jsonl", "tail -n 1 certificates.jsonl | fed verify --trust trust - --json") { trust, files, json };
        command.SetAction((parsed, stop) => Task.FromResult(Run(io, parsed.GetRequiredValue(trust), parsed.GetRequiredValue(files), parsed.GetValue(json), stop)));
        return command;
    }

    private static int Run(CliIo io, string trustFolder, string[] files, bool json, CancellationToken stop)
    {
        var trust = TrustFolder.Read(trustFolder);
        var verifier = new CertificateVerifier(trust, new RememberingVerifier());
        var summaries = new List<FileSummary>();
        foreach (var file in files)
        {
            using var stream = file == "-" ? io.In() : InputFile.OpenRead(file);
            summaries.Add(CertificateFile.Verify(stream, file == "-" ? "standard input" : file, verifier, stop));
        }
        var ok = summaries.All(s => s.Valid == s.Certificates);
        if (json)
            io.Out.WriteLine(Json.Line(new { ok, cluster = trust.Genesis.ClusterId, genesis = Convert.ToHexStringLower(trust.Genesis.Hash), voters = trust.Genesis.Members.Count, files = summaries }));
        else
            Print(io, trust, summaries);
        return ok ? ExitCode.Ok : ExitCode.CheckFailed;
    }

    private static void Print(CliIo io, TrustBundle trust, List<FileSummary> summaries)
    {
        io.Out.WriteLine($"genesis {Convert.ToHexStringLower(trust.Genesis.Hash)} of '{FedCli.OneLine(trust.Genesis.ClusterId)}', {trust.Genesis.Members.Count} voters");
        foreach (var summary in summaries)
        {
            io.Out.WriteLine($"{summary.File}: {summary.Valid} of {summary.Certificates} certificates are valid");
            foreach (var failure in summary.Failures.Take(FailuresShown))
                io.Error.WriteLine($"{summary.File}:{failure.Line}: {FedCli.OneLine(failure.Reason)}");
            if (summary.Certificates - summary.Valid is var failed && failed > FailuresShown)
                io.Error.WriteLine($"{summary.File}: {failed - FailuresShown} more");
        }
    }
}
