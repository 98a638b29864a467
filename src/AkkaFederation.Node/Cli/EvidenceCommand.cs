using System.CommandLine;
using AkkaFederation.Consensus;

namespace AkkaFederation.Node.Cli;

/// <summary><c>fed evidence</c>: what nodes keep against keys that have equivocated, to see, to take away, to hand in.</summary>
internal static class EvidenceCommand
{
    public static Command Create(CliIo io) => new FedCommand("evidence", "Evidence of equivocation: a voter's key that has signed two roots for one term and size, or two votes in one term.",
        "fed evidence list --config node.conf", "fed evidence export --out evidence.jsonl --config node.conf")
    {
        List(io),
        Export(io),
        Report(io),
    };

    private static FedCommand List(CliIo io)
    {
        var connection = new ClientConnection();
        var json = CommonOptions.Json();
        var command = new FedCommand("list", "List the evidence that a node keeps.", "fed evidence list --config node.conf") { json };
        foreach (var option in connection.Options) command.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            var (node, genesis, all) = await connection.AskAsync(parsed, async (client, at) => (at, await client.GetGenesisAsync(at, stop), await client.GetEvidenceAsync(at, stop)));
            if (genesis is null) throw FedException.Failed($"{node} takes part in no federation yet.");
            if (parsed.GetValue(json)) io.Out.WriteLine(Json.Line(new { node, evidence = all.Select(e => ToJson(e, genesis)) }));
            else if (all.Count == 0) io.Out.WriteLine($"{node} keeps no evidence");
            else foreach (var evidence in all) io.Out.WriteLine(evidence.Describe(genesis));
            return ExitCode.Ok;
        });
        return command;
    }

    private static FedCommand Export(CliIo io)
    {
        var output = new Option<string>("--out") { Description = "File to write, one JSON object a line; - writes to standard output.", HelpName = "FILE", DefaultValueFactory = _ => "-" };
        var connection = new ClientConnection();
        var command = new FedCommand("export", "Write the evidence that a node keeps, for anybody to verify offline.",
            "fed evidence export --out evidence.jsonl --config node.conf", "fed verify --trust trust evidence.jsonl") { output };
        foreach (var option in connection.Options) command.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            var lines = (await connection.AskAsync(parsed, (client, node) => client.GetEvidenceAsync(node, stop))).Select(EvidenceJson.Write).ToArray();
            var path = parsed.GetRequiredValue(output);
            if (path != "-")
            {
                await File.WriteAllLinesAsync(path, lines, stop);
                io.Out.WriteLine($"{lines.Length} pieces of evidence in {path}");
                return ExitCode.Ok;
            }

            foreach (var line in lines) io.Out.WriteLine(line);
            return ExitCode.Ok;
        });
        return command;
    }

    private static FedCommand Report(CliIo io)
    {
        var file = new Argument<string>("FILE") { Description = "Evidence, one JSON object a line." };
        var connection = new ClientConnection();
        var command = new FedCommand("report", "Hand evidence to a node, which verifies and keeps it and tells the others.",
            "fed verify --trust trust --evidence found.jsonl a.jsonl b.jsonl", "fed evidence report found.jsonl --config node.conf") { file };
        foreach (var option in connection.Options) command.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            var path = parsed.GetRequiredValue(file);
            var all = Read(path);
            var refused = await connection.AskAsync(parsed, async (client, node) =>
            {
                var reasons = new List<string>();
                for (var i = 0; i < all.Count; i++)
                {
                    if (await client.ReportEvidenceAsync(node, all[i].Evidence, stop) is { } reason) reasons.Add($"{path}:{all[i].Line}: {reason}");
                }

                return reasons;
            });
            foreach (var reason in refused) io.Error.WriteLine(FedCli.OneLine(reason));
            io.Out.WriteLine($"{all.Count - refused.Count} of {all.Count} pieces of evidence are kept");
            return refused.Count == 0 ? ExitCode.Ok : ExitCode.CheckFailed;
        });
        return command;
    }

    private static List<(int Line, EquivocationEvidence Evidence)> Read(string path)
    {
        var all = new List<(int, EquivocationEvidence)>();
        var number = 0;
        foreach (var line in InputFile.ReadText(path).Split('\n'))
        {
            number++;
            if (line.Length == 0) continue;
            all.Add(EvidenceJson.TryRead(line, out var evidence, out var error) ? (number, evidence) : throw FedException.Input($"{path}:{number}: {error}."));
        }

        return all.Count > 0 ? all : throw FedException.Input($"{path}: holds no evidence.");
    }

    private static object ToJson(EquivocationEvidence evidence, Genesis genesis)
    {
        evidence.TryGetSlot(genesis, out var slot, out _);
        return new { signer = evidence.Signer.Value, kind = slot.Kind.ToString().ToLowerInvariant(), term = slot.Term, size = slot.Size, text = evidence.Describe(genesis) };
    }
}
