using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;

namespace AkkaFederation.Node.Cli;

/// <summary><c>fed kv put</c>, <c>cas</c>, <c>delete</c>, <c>limits</c>.</summary>
internal static class KvWrites
{
    private const int LongestInput = 61_441;

    public static Command Put(CliIo io)
    {
        var (key, value, lease) = (KvCommand.Key(), Value(), Lease());
        var command = new FedCommand("put", "Writes a value.",
            "fed kv put greeting hello --config node.conf", "fed kv put motd - --config node.conf < motd.txt", "fed kv put services/web/1 10.0.0.7:80 --lease 4711 --config node.conf") { key, value, lease };
        return KvCommand.Verb(io, command, async (parsed, store, json, stop) =>
        {
            var written = await store.PutAsync(parsed.GetRequiredValue(key), await ReadAsync(io, parsed.GetRequiredValue(value), stop), parsed.GetValue(lease) ?? 0, stop);
            return Print(io, json, written, $"written at revision {written.Revision.ToString(CultureInfo.InvariantCulture)}");
        });
    }

    public static Command Cas(CliIo io)
    {
        var (key, value, lease, conditions) = (KvCommand.Key(), Value(), Lease(), new Conditions());
        var command = new FedCommand("cas", "Compare and swap: writes a value if a condition holds at that moment; exit code 1 if it does not.",
            "fed kv cas leader node-1 --if-absent --config node.conf",
            "fed kv cas counter 42 --if-value 41 --config node.conf",
            "fed kv cas document - --if-revision 4711 --config node.conf < document.txt") { key, value, lease };
        conditions.AddTo(command);
        return KvCommand.Verb(io, command, async (parsed, store, json, stop) =>
        {
            var condition = conditions.Read(parsed) ?? throw FedException.Input("a condition is missing: --if-absent, --if-present, --if-revision N or --if-value TEXT.");
            var written = await store.CompareAndSwapAsync(parsed.GetRequiredValue(key), condition, await ReadAsync(io, parsed.GetRequiredValue(value), stop), parsed.GetValue(lease) ?? 0, stop);
            return Print(io, json, written, $"written at revision {written.Revision.ToString(CultureInfo.InvariantCulture)}");
        });
    }

    public static Command Delete(CliIo io)
    {
        var (key, conditions) = (KvCommand.Key(), new Conditions());
        var command = new FedCommand("delete", "Deletes a key, if a condition holds where one is given; exit code 1 if it does not. A key that is not there is deleted already.",
            "fed kv delete greeting --config node.conf", "fed kv delete greeting --if-revision 4711 --config node.conf") { key };
        conditions.AddTo(command);
        return KvCommand.Verb(io, command, async (parsed, store, json, stop) =>
        {
            var deleted = await store.DeleteAsync(parsed.GetRequiredValue(key), conditions.Read(parsed), stop);
            return Print(io, json, deleted, deleted.Existed ? "deleted" : "there was no such key");
        });
    }

    public static Command Limits(CliIo io)
    {
        var keys = KvCommand.Number("--keys", "Keys that the store takes, 1 to 100,000,000.");
        var bytes = KvCommand.Number("--bytes", "What they may weigh: bytes of keys and values, and 64 for each; up to 64 GiB.");
        var command = new FedCommand("limits", "Sets how much the store takes from now on; a limit that is not given stays.",
            "fed kv limits --keys 2000000 --config node.conf", "fed kv limits --bytes 1073741824 --config node.conf") { keys, bytes };
        return KvCommand.Verb(io, command, async (parsed, store, json, stop) =>
        {
            var (maxKeys, maxBytes) = (parsed.GetValue(keys), parsed.GetValue(bytes));
            if (maxKeys is null && maxBytes is null) throw FedException.Input("--keys or --bytes is missing; `fed kv status` prints what they are.");
            var now = await store.GetStatusAsync(ct: stop);
            var (newKeys, newBytes) = (maxKeys ?? now.MaxKeys, maxBytes ?? now.MaxBytes);
            await store.SetLimitsAsync(newKeys, newBytes, stop);
            io.Out.WriteLine(json
                ? Json.Line(new { maxKeys = newKeys, maxBytes = newBytes })
                : string.Create(CultureInfo.InvariantCulture, $"the store takes {newKeys} keys of {newBytes} bytes"));
            return ExitCode.Ok;
        });
    }

    private static int Print(CliIo io, bool json, KeyValueWrite written, string done)
    {
        if (json)
        {
            io.Out.WriteLine(Json.Line(new
            {
                ok = written.Succeeded,
                revision = written.Revision,
                createRevision = written.CreateRevision == 0 ? null : (ulong?)written.CreateRevision,
                existed = written.Existed ? true : (bool?)null,
                current = written.Current is { } item ? KvLine.Item(item) : null,
            }));
        }
        else if (written.Succeeded)
        {
            io.Out.WriteLine(done);
        }
        else
        {
            throw new FedException(ExitCode.CheckFailed, written.Current is { } now
                ? string.Create(CultureInfo.InvariantCulture, $"the condition does not hold: {KvLine.Text(now)} (revision {now.Revision}).")
                : "the condition does not hold: there is no such key.");
        }

        return written.Succeeded ? ExitCode.Ok : ExitCode.CheckFailed;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(CliIo io, string value, CancellationToken stop)
    {
        if (value != "-") return Encoding.UTF8.GetBytes(value);
        await using var input = io.In();
        var bytes = new byte[LongestInput];
        return bytes.AsMemory(0, await input.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, stop));
    }

    private static Argument<string> Value() => new("VALUE") { Description = "The value, up to 61,440 bytes; - reads standard input." };

    private static Option<ulong?> Lease() => KvCommand.Number("--lease", "The lease with which the key shall vanish.");

    private sealed class Conditions
    {
        private readonly Option<bool> _absent = new("--if-absent") { Description = "There is no such key." };
        private readonly Option<bool> _present = new("--if-present") { Description = "There is such a key." };
        private readonly Option<ulong?> _revision = KvCommand.Number("--if-revision", "It was written last at this revision.");
        private readonly Option<string?> _value = new("--if-value") { Description = "It has this value.", HelpName = "TEXT" };

        public void AddTo(Command command)
        {
            foreach (var option in new Option[] { _absent, _present, _revision, _value }) command.Add(option);
        }

        public KeyValueCondition? Read(ParseResult parsed)
        {
            KeyValueCondition?[] given =
            [
                parsed.GetValue(_absent) ? KeyValueCondition.Absent : null,
                parsed.GetValue(_present) ? KeyValueCondition.Present : null,
                parsed.GetValue(_revision) is { } revision ? KeyValueCondition.Revision(revision) : null,
                parsed.GetValue(_value) is { } value ? KeyValueCondition.Value(Encoding.UTF8.GetBytes(value)) : null,
            ];
            return given.Count(c => c is not null) <= 1 ? Array.Find(given, c => c is not null) : throw FedException.Input("several conditions are given; one is asked for.");
        }
    }
}
