using System.CommandLine;
using System.Globalization;
using System.Text;
using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Logs;

// To look at entries; nothing is proven by it.
internal static partial class LogCommand
{
    private static readonly TimeSpan FollowPause = TimeSpan.FromMilliseconds(500);
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private static FedCommand Show(CliIo io)
    {
        var index = new Argument<ulong>("INDEX") { Description = "The entry." };
        var connection = new ClientConnection();
        var json = CommonOptions.Json();
        var command = new FedCommand("show", "Show one committed entry as a node has it.", "fed log show 17 --config node.conf") { index, json };
        foreach (var option in connection.Options) command.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            var wanted = parsed.GetRequiredValue(index);
            var record = await connection.AskAsync(parsed, async (client, node) =>
            {
                await foreach (var found in client.ReadLogAsync(node, wanted, stop))
                {
                    return found;
                }

                throw FedException.Input($"{node} has not committed an entry {wanted}.");
            });
            io.Out.WriteLine(parsed.GetValue(json) ? Json.Line(ToJson(record)) : Text(record));
            return ExitCode.Ok;
        });
        return command;
    }

    private static FedCommand Tail(CliIo io)
    {
        var count = CommonOptions.Number("--lines", "How many of the last entries.", 10, 1, 1_000_000);
        var follow = new Option<bool>("--follow") { Description = "Go on with what is committed from now on, until interrupted." };
        var connection = new ClientConnection();
        var json = CommonOptions.Json();
        var command = new FedCommand("tail", "Show the last committed entries of a node.", "fed log tail --config node.conf", "fed log tail --follow --json --config node.conf") { count, follow, json };
        foreach (var option in connection.Options) command.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            var print = parsed.GetValue(json) ? (Func<LogRecord, string>)(r => Json.Line(ToJson(r))) : Text;
            await connection.AskAsync(parsed, async (client, node) =>
            {
                var commit = (await client.GetStatusAsync(node, stop)).CommitIndex;
                var next = commit >= (ulong)parsed.GetValue(count) ? commit - (ulong)parsed.GetValue(count) + 1 : 1;
                while (true)
                {
                    await foreach (var record in client.ReadLogAsync(node, next, stop))
                    {
                        io.Out.WriteLine(print(record));
                        next = record.Index + 1;
                    }

                    if (!parsed.GetValue(follow)) return true;
                    await Task.Delay(FollowPause, stop);
                }
            });
            return ExitCode.Ok;
        });
        return command;
    }

    internal static string Text(LogRecord record)
    {
        var origin = record.Origin is { } did ? $" by {did}, session {record.Session}, number {record.Proposal?.Seq ?? 0}" : "";
        var payload = record.Payload.Length == 0 ? "" : $": {FedCli.OneLine(TextOf(record.Payload.Span) ?? Convert.ToHexStringLower(record.Payload.Span))}";
        return string.Create(CultureInfo.InvariantCulture, $"{record.Index} term {record.Term} {record.Time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {record.Kind}{origin}{payload}");
    }

    private static object ToJson(LogRecord record) => new
    {
        index = record.Index,
        term = record.Term,
        time = record.Time.UtcDateTime,
        kind = record.Kind.ToString(),
        origin = record.Origin?.Value,
        session = record.Session,
        seq = record.Proposal?.Seq,
        text = TextOf(record.Payload.Span),
        payload = Convert.ToBase64String(record.Payload.Span),
    };

    private static string? TextOf(ReadOnlySpan<byte> payload)
    {
        try
        {
            return StrictUtf8.GetString(payload);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
