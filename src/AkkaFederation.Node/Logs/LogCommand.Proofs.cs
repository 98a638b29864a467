using System.CommandLine;
using AkkaFederation.Consensus;
using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Logs;

// Links and consistency proofs, for verifiers that have certificates already.
internal static partial class LogCommand
{
    private static FedCommand Links(CliIo io)
    {
        var connection = new ClientConnection();
        var command = new FedCommand("links", "Print the links from the genesis to the present voters, one JSON object a line; kept as links.jsonl in a trust bundle they let `fed verify` follow every change of the voters.",
            "fed log links --config node.conf > trust/links.jsonl");
        foreach (var option in connection.Options) command.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            foreach (var link in await connection.AskAsync(parsed, (client, node) => client.GetLinksAsync(node, 0, stop))) io.Out.WriteLine(LinkJson.Write(link));
            return ExitCode.Ok;
        });
        return command;
    }

    private static FedCommand Consistency(CliIo io)
    {
        var one = new Argument<string>("FILE") { Description = "A certificate (of several in a file the last one)." };
        var other = new Argument<string>("OTHER") { Description = "Another certificate." };
        var connection = new ClientConnection();
        var command = new FedCommand("consistency", "Print the proof that the log of one certificate is the beginning of the log of another: nothing was changed between them.",
            "fed log consistency old.jsonl new.jsonl --config node.conf | fed verify --trust trust -") { one, other };
        foreach (var option in connection.Options) command.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            var (a, b) = (ReadCertificate(parsed.GetRequiredValue(one)), ReadCertificate(parsed.GetRequiredValue(other)));
            var proof = await connection.AskAsync(parsed, async (client, node) => await client.ProveConsistencyAsync(node, a, b, stop)
                ?? throw FedException.Failed($"{node} has not committed as many entries as the later certificate covers; ask another node, or again later."));
            io.Out.WriteLine(ConsistencyJson.Write(proof));
            return ExitCode.Ok;
        });
        return command;
    }
}
