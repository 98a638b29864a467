using System.CommandLine;
using AkkaFederation.Consensus;
using AkkaFederation.Node.Verify;

namespace AkkaFederation.Node.Cli;

/// <summary><c>fed verify</c>: proofs of every kind against a trust bundle, offline, with public keys alone.</summary>
internal static class VerifyCommand
{
    private const int FailuresShown = 10;

    public static Command Create(CliIo io)
    {
        var trust = new Option<string>("--trust") { Description = "Folder with genesis.json, voters/*.pem and, where voters have changed since, links.jsonl.", HelpName = "DIR", Required = true };
        var links = new Option<string?>("--links") { Description = "Links from the genesis to later voters (fed log links); they need not be trusted.", HelpName = "FILE" };
        var evidence = new Option<string?>("--evidence") { Description = "Where to write evidence, should certificates contradict each other.", HelpName = "FILE" };
        var files = new Argument<string[]>("FILE") { Description = "Certificates, links, consistency proofs or evidence, one JSON object a line, or an exported log; - reads standard input.", Arity = ArgumentArity.OneOrMore };
        var json = CommonOptions.Json();
        var command = new FedCommand("verify", "Verify certificates, exported logs, consistency proofs and evidence offline. Needs nothing but the trust bundle; docs/proofs.md says how, docs/formats.md has the formats.",
            "fed verify --trust trust certificates.jsonl",
            "tail -n 1 certificates.jsonl | fed verify --trust trust - --json",
            "fed verify --trust trust --links links.jsonl log.jsonl",
            "fed verify --trust trust evidence.jsonl") { trust, links, evidence, files, json };
        command.SetAction((parsed, stop) => Task.FromResult(Run(
            io, parsed.GetRequiredValue(trust), parsed.GetValue(links), parsed.GetValue(evidence), parsed.GetRequiredValue(files), parsed.GetValue(json), stop)));
        return command;
    }

    private static int Run(CliIo io, string trustFolder, string? links, string? evidence, string[] files, bool json, CancellationToken stop)
    {
        var trust = TrustFolder.Read(trustFolder);
        if (links is not null) trust = TrustFolder.Extend(trust, links);
        var verifier = new CertificateVerifier(trust, new RememberingVerifier());
        var seals = new SealLedger(trust.Genesis);
        var proofs = new ProofFile(verifier, seals) { Progress = io.IsTerminal && !json ? lines => io.Error.Write($"\r{lines} lines …\r") : null };
        var summaries = new List<FileSummary>();
        foreach (var file in files)
        {
            using var stream = file == "-" ? io.In() : InputFile.OpenRead(file);
            summaries.Add(proofs.Verify(stream, file == "-" ? "standard input" : file, stop));
        }

        if (evidence is not null && seals.Evidence.Count > 0) File.WriteAllLines(evidence, seals.Evidence.Select(EvidenceJson.Write));
        var ok = summaries.All(s => s.Failed == 0);
        if (json) io.Out.WriteLine(Json.Line(ToJson(trust, verifier, seals, summaries, ok)));
        else Print(io, trust, verifier, seals, summaries, evidence);
        return ok ? ExitCode.Ok : ExitCode.CheckFailed;
    }

    private static object ToJson(TrustBundle trust, CertificateVerifier verifier, SealLedger seals, List<FileSummary> summaries, bool ok) => new
    {
        ok,
        cluster = trust.Genesis.ClusterId,
        genesis = Convert.ToHexStringLower(trust.Genesis.Hash),
        voters = trust.Genesis.Members.Count,
        epoch = verifier.Epoch,
        files = summaries,
        equivocations = seals.Evidence.Select(e => e.Describe(trust.Genesis)),
    };

    private static void Print(CliIo io, TrustBundle trust, CertificateVerifier verifier, SealLedger seals, List<FileSummary> summaries, string? evidence)
    {
        io.Out.WriteLine($"genesis {Convert.ToHexStringLower(trust.Genesis.Hash)} of '{FedCli.OneLine(trust.Genesis.ClusterId)}', {trust.Genesis.Members.Count} voters"
            + (verifier.Epoch > 0 ? $"; links lead to epoch {verifier.Epoch}, {verifier.Chain.Newest.Voters.Count} voters" : ""));
        foreach (var summary in summaries) Print(io, summary);
        foreach (var found in seals.Evidence) io.Error.WriteLine($"equivocation: {found.Describe(trust.Genesis)}");
        if (evidence is not null && seals.Evidence.Count > 0) io.Error.WriteLine($"the evidence is in {evidence}; fed evidence report hands it to a node");
    }

    private static void Print(CliIo io, FileSummary summary)
    {
        if (summary.Export is { } export)
        {
            io.Out.WriteLine(summary.Failed == 0
                ? $"{summary.File}: entries {export.From} to {export.To} are those of the certified log: root {export.Root}, sealed with {export.SealedSize} entries in term {export.SealedTerm}"
                : $"{summary.File}: not what the log holds: {summary.Failed} lines are wrong");
        }
        else
        {
            if (summary.Certificates > 0) io.Out.WriteLine($"{summary.File}: {summary.Valid} of {summary.Certificates} certificates are valid");
            if (summary.Links > 0) io.Out.WriteLine($"{summary.File}: {summary.Links} links hold");
            if (summary.Consistent > 0) io.Out.WriteLine($"{summary.File}: {summary.Consistent} consistency proofs hold");
            foreach (var proven in summary.Evidence) io.Out.WriteLine($"{summary.File}: the evidence holds: {proven}");
        }

        foreach (var failure in summary.Failures.Take(FailuresShown)) io.Error.WriteLine($"{summary.File}:{failure.Line}: {FedCli.OneLine(failure.Reason)}");
        if (summary.Failed > FailuresShown) io.Error.WriteLine($"{summary.File}: {summary.Failed - FailuresShown} more");
    }
}
