using System.CommandLine;
using System.Globalization;

namespace AkkaFederation.Node.Cli;

/// <summary><c>fed kv get</c>, <c>list</c>, <c>watch</c>, <c>status</c>.</summary>
internal static class KvReads
{
    public static Command Get(CliIo io)
    {
        var key = KvCommand.Key();
        var stale = Stale();
        var command = new FedCommand("get", "Prints the value under a key; exit code 1 if there is no such key.",
            "fed kv get greeting --config node.conf", "fed kv get greeting --stale --config node.conf --json") { key, stale };
        return KvCommand.Verb(io, command, async (parsed, store, json, stop) =>
        {
            var name = parsed.GetRequiredValue(key);
            if (await store.GetAsync(name, parsed.GetValue(stale), stop) is not { } item) throw new FedException(ExitCode.CheckFailed, $"there is no key '{name}'.");
            io.Out.WriteLine(json ? Json.Line(KvLine.Item(item)) : KvLine.Value(item));
            return ExitCode.Ok;
        });
    }

    public static Command List(CliIo io)
    {
        var prefix = Prefix();
        var stale = Stale();
        var keysOnly = new Option<bool>("--keys-only") { Description = "Without the values." };
        var after = new Option<string?>("--after") { Description = "Begin behind this key.", HelpName = "KEY" };
        var limit = CommonOptions.Number("--limit", "How many at most.", int.MaxValue, 1, int.MaxValue);
        var command = new FedCommand("list", "Lists keys in the order of their bytes, with their values.",
            "fed kv list services/ --config node.conf", "fed kv list --keys-only --limit 100 --after m --config node.conf --json") { prefix, keysOnly, after, limit, stale };
        return KvCommand.Verb(io, command, async (parsed, store, json, stop) =>
        {
            var (keys, last, left, names) = (KeyValueKeys.WithPrefix(parsed.GetValue(prefix) ?? ""), parsed.GetValue(after), parsed.GetValue(limit), parsed.GetValue(keysOnly));
            for (var more = true; more && left > 0;)
            {
                var page = await store.ListPageAsync(keys, last, Math.Min(left, 1000), names, parsed.GetValue(stale), stop);
                foreach (var item in page.Items) io.Out.WriteLine(json ? Json.Line(KvLine.Item(item, !names)) : KvLine.Text(item, !names));
                (more, left) = (page.More, left - page.Items.Count);
                if (page.Items.Count > 0) last = page.Items[^1].Key;
            }

            return ExitCode.Ok;
        });
    }

    public static Command Watch(CliIo io)
    {
        var prefix = Prefix();
        var key = new Option<string?>("--key") { Description = "Instead of a prefix: this key alone.", HelpName = "KEY" };
        var from = KvCommand.Number("--from", "Changes of this revision and later ones, as far as they are kept; without it those from now on.");
        var command = new FedCommand("watch", "Prints changes as they are committed, until Ctrl-C. To go on later, begin --from the last revision that was printed.",
            "fed kv watch services/ --config node.conf", "fed kv watch --key leader --from 4711 --config node.conf --json") { prefix, key, from };
        return KvCommand.Verb(io, command, async (parsed, store, json, stop) =>
        {
            var (start, only) = (parsed.GetValue(prefix), parsed.GetValue(key));
            if (start is not null && only is not null) throw FedException.Input("a prefix and --key together leave open what is watched; give one of them.");
            var keys = only is not null ? KeyValueKeys.Only(only) : KeyValueKeys.WithPrefix(start ?? "");
            try
            {
                await foreach (var change in store.WatchAsync(keys, parsed.GetValue(from), stop))
                {
                    io.Out.WriteLine(json ? Json.Line(KvLine.Event(change)) : KvLine.Text(change));
                    await io.Out.FlushAsync(stop);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // That is how a watch ends.
            }

            return ExitCode.Ok;
        });
    }

    public static Command Status(CliIo io) => KvCommand.Verb(io, new FedCommand("status", "Figures and limits of the store.", "fed kv status --config node.conf --json"), async (_, store, json, stop) =>
    {
        var status = await store.GetStatusAsync(ct: stop);
        io.Out.WriteLine(json
            ? Json.Line(status)
            : string.Create(CultureInfo.InvariantCulture, $"{status.Keys} of {status.MaxKeys} keys, {status.Bytes} of {status.MaxBytes} bytes, {status.Leases} leases; revision {status.Revision}, changes kept from {status.FirstEvent} on"));
        return ExitCode.Ok;
    });

    private static Argument<string?> Prefix() => new("PREFIX") { Description = "Beginning of the keys; all keys without it.", Arity = ArgumentArity.ZeroOrOne };

    private static Option<bool> Stale() => new("--stale") { Description = "An old answer will do: it comes from the node that is asked, leader or no leader." };
}
