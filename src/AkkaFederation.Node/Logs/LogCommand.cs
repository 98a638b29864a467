using System.CommandLine;
using AkkaFederation.Consensus;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Verify;

namespace AkkaFederation.Node.Logs;

/// <summary><c>fed log</c>: the replicated log of a running federation, to read and to take away with its proofs.</summary>
internal static partial class LogCommand
{
    public static Command Create(CliIo io) => new FedCommand("log", "Read the replicated log of a running federation, or take it away with its proofs.",
        "fed log export --out log.jsonl --config node.conf", "fed log tail --config node.conf")
    {
        Export(io),
        Links(io),
        Consistency(io),
        Show(io),
        Tail(io),
    };

    private static FedCommand Export(CliIo io)
    {
        var output = new Option<string>("--out") { Description = "File to write, JSON lines; - writes to standard output.", HelpName = "FILE", Required = true };
        var from = Index("--from", "First entry; 1 if left out.");
        var to = Index("--to", "Last entry; all that is certified if left out.");
        var first = new Option<string?>("--first") { Description = "Certificate of the first entry: with --last, an export between two certificates.", HelpName = "FILE" };
        var last = new Option<string?>("--last") { Description = "Certificate of the last entry.", HelpName = "FILE" };
        var resume = new Option<bool>("--resume") { Description = "Go on with a file that was interrupted." };
        var connection = new ClientConnection();
        var json = CommonOptions.Json();
        var command = new FedCommand("export", "Write the log as JSON lines that `fed verify` and anybody else can verify offline: entries in a hash chain, links, and the certified seal.",
            "fed log export --out log.jsonl --config node.conf",
            "fed log export --out part.jsonl --from 1000 --to 1999 --config node.conf",
            "fed log export --out range.jsonl --first a.jsonl --last b.jsonl --config node.conf",
            "fed log export --out log.jsonl --resume --config node.conf") { output, from, to, first, last, resume, json };
        foreach (var option in connection.Options) command.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            var plan = Plan(parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(first), parsed.GetValue(last));
            var path = parsed.GetRequiredValue(output);
            var report = await connection.AskAsync(parsed, (client, node) => ExportAsync(io, new ExportSource(client, node), plan, path, parsed.GetValue(resume), stop));
            var told = path == "-" ? io.Error : io.Out;
            told.WriteLine(parsed.GetValue(json)
                ? Json.Line(report)
                : $"entries {report.From} to {report.To}: root {report.Root}, sealed with {report.SealedSize} entries in term {report.SealedTerm}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<ExportReport> ExportAsync(CliIo io, ExportSource source, LogExportPlan plan, string path, bool resume, CancellationToken stop)
    {
        var export = new LogExport(source, plan) { Progress = io.IsTerminal ? (done, all) => io.Error.Write($"\r{done} of {all} entries …\r") : null };
        if (path == "-")
        {
            if (resume) throw FedException.Input("--resume needs a file, not standard output.");
            await using var output = new TextStream(io.Out);
            return await export.RunAsync(output, null, stop);
        }

        FileStream file;
        LogExportCheck? known = null;
        if (resume) known = ExportFile.Resume(path, out file);
        else file = ExportFile.Create(path);
        await using (file)
        {
            var report = await export.RunAsync(file, known, stop);
            file.Flush(flushToDisk: true);
            return report;
        }
    }

    private static LogExportPlan Plan(ulong? from, ulong? to, string? first, string? last)
    {
        if (first is null != last is null) throw FedException.Input("--first and --last belong together: an export between two certificates has both.");
        if (first is null) return new LogExportPlan(from, to, null, null);
        if (from is not null || to is not null) throw FedException.Input("--first and --last say from where to where; leave --from and --to out.");
        return new LogExportPlan(null, null, ReadCertificate(first), ReadCertificate(last!));
    }

    /// <summary>The last certificate of a file.</summary>
    private static CommitCertificate ReadCertificate(string path)
    {
        using var stream = InputFile.OpenRead(path);
        var text = "";
        foreach (var line in new ByteLines(stream, CertificateJson.MaxLength).Read())
        {
            if (line.Length > 0) text = System.Text.Encoding.UTF8.GetString(line.Span);
        }

        return CertificateJson.TryRead(text, out var certificate, out var error)
            ? certificate
            : throw FedException.Input($"{path}: {error}.");
    }

    private static Option<ulong?> Index(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "INDEX",
        CustomParser = result =>
        {
            if (ulong.TryParse(result.Tokens[^1].Value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var value) && value > 0) return value;
            result.AddError($"{name} takes the index of an entry, from 1, not '{result.Tokens[^1].Value}'.");
            return null;
        },
    };
}
