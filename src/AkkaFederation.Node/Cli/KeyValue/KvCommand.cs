using System.CommandLine;
using System.CommandLine.Parsing;

namespace AkkaFederation.Node.Cli;

/// <summary><c>fed kv</c>: the key-value store that the nodes of a federation keep together.</summary>
internal static class KvCommand
{
    public static Command Create(CliIo io) => new FedCommand(
        "kv", "The replicated key-value store: get, put, compare and swap, delete, list, watch, leases and locks. Reads and writes are linearisable.",
        "fed kv put greeting hello --config node.conf",
        "fed kv get greeting --config node.conf",
        "fed kv cas greeting 'good day' --if-value hello --config node.conf",
        "fed kv watch services/ --node 10.0.0.1:2551 --identity client --cluster lab --json",
        "fed kv lock nightly-job --ttl 10 --config node.conf")
    {
        KvReads.Get(io), KvReads.List(io), KvReads.Watch(io), KvReads.Status(io),
        KvWrites.Put(io), KvWrites.Cas(io), KvWrites.Delete(io), KvWrites.Limits(io),
        KvLeases.Lease(io), KvLeases.Lock(io),
    };

    public static Argument<string> Key() => new("KEY") { Description = "The key: a text of 1 to 1,024 bytes in UTF-8." };

    /// <summary>A number that the store has given: a revision or a lease.</summary>
    public static Option<ulong?> Number(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => TryParse(result, name, out var value) ? value : null,
    };

    public static Argument<ulong> LeaseId() => new("ID")
    {
        Description = "The lease's number, as `fed kv lease grant` printed it.",
        CustomParser = result => TryParse(result, "ID", out var value) ? value : 0,
    };

    /// <summary>A verb that talks to the store.</summary>
    public static FedCommand Verb(CliIo io, FedCommand command, Func<ParseResult, FederationKeyValue, bool, CancellationToken, Task<int>> run)
    {
        var connection = new ClientConnection();
        var json = CommonOptions.Json();
        command.Add(json);
        foreach (var option in connection.Options) command.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            try
            {
                return await connection.AskAsync(parsed, (client, _) => run(parsed, new FederationKeyValue(client), parsed.GetValue(json), stop));
            }
            catch (TimeoutException late)
            {
                throw FedException.Failed(late.Message, late);
            }
            catch (IndeterminateException open)
            {
                throw FedException.Failed($"{open.Message} Look with `fed kv get` before you do it again.", open);
            }
            catch (CompactedException gone)
            {
                throw FedException.Input(gone.Message, gone);
            }
            catch (LeaseLostException lost)
            {
                throw new FedException(ExitCode.CheckFailed, lost.Message, lost);
            }
            catch (KeyValueException refused)
            {
                throw FedException.Input(refused.Message, refused);
            }
        });
        return command;
    }

    private static bool TryParse(ArgumentResult result, string name, out ulong value)
    {
        var text = result.Tokens[^1].Value;
        if (ulong.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out value) && value > 0) return true;
        result.AddError($"{name} takes a number from 1 on, not '{text}'.");
        return false;
    }
}
