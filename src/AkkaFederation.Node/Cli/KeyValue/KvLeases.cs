using System.CommandLine;
using System.Globalization;

namespace AkkaFederation.Node.Cli;

/// <summary><c>fed kv lease</c> and <c>fed kv lock</c>.</summary>
internal static class KvLeases
{
    private const int LongestTtl = 604_800;

    public static Command Lease(CliIo io) => new FedCommand("lease", "Leases: keys that are written with one vanish when it ends.",
        "fed kv lease grant --ttl 30 --config node.conf", "fed kv put services/web/1 10.0.0.7:80 --lease 4711 --config node.conf", "fed kv lease keep 4711 --config node.conf")
    {
        Grant(io), Keep(io), Revoke(io), Show(io),
    };

    /// <summary>Holds a lock until it is told to stop.</summary>
    public static Command Lock(CliIo io)
    {
        var (key, ttl) = (KvCommand.Key(), Ttl());
        var holder = new Option<string>("--holder") { Description = "What to write into the key, for people.", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        var wait = new Option<bool>("--wait") { Description = "Wait until nobody else has it; without this, exit code 1 if somebody has." };
        var command = new FedCommand("lock", "Takes a lock, prints its fencing token, and holds it until Ctrl-C. Whatever the lock protects must refuse lesser tokens than it has seen.",
            "fed kv lock nightly-job --ttl 10 --config node.conf", "fed kv lock nightly-job --ttl 10 --wait --holder \"$(hostname)\" --config node.conf --json") { key, ttl, holder, wait };
        return KvCommand.Verb(io, command, async (parsed, store, json, stop) =>
        {
            var name = parsed.GetRequiredValue(key);
            await using var lease = await store.GrantLeaseAsync(TimeSpan.FromSeconds(parsed.GetValue(ttl)), ct: stop);
            var (text, waits) = (parsed.GetRequiredValue(holder), parsed.GetValue(wait));
            var taken = waits ? await store.LockAsync(name, lease, text, stop) : await store.TryLockAsync(name, lease, text, stop);
            if (taken is null) throw new FedException(ExitCode.CheckFailed, $"somebody else has '{name}' (fed kv get '{name}'); --wait waits for it.");
            io.Out.WriteLine(json
                ? Json.Line(new { @lock = name, token = taken.FencingToken, lease = lease.Id })
                : string.Create(CultureInfo.InvariantCulture, $"locked, fencing token {taken.FencingToken}; Ctrl-C lets it go"));
            await io.Out.FlushAsync(stop);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(stop, lease.Lost);
            await Task.WhenAny(Task.Delay(Timeout.Infinite, over.Token));
            return lease.Lost.IsCancellationRequested ? throw new FedException(ExitCode.Failed, $"the lease is lost, and '{name}' with it: the federation could not be reached for {parsed.GetValue(ttl)} s.") : ExitCode.Ok;
        });
    }

    private static FedCommand Grant(CliIo io)
    {
        var ttl = Ttl();
        var command = new FedCommand("grant", "Makes a lease and prints its number. It ends by itself unless it is kept.", "fed kv lease grant --ttl 30 --config node.conf") { ttl };
        return KvCommand.Verb(io, command, async (parsed, store, json, stop) =>
        {
            var lease = await store.GrantLeaseAsync(TimeSpan.FromSeconds(parsed.GetValue(ttl)), keepAlive: false, stop);
            io.Out.WriteLine(json ? Json.Line(new { lease = lease.Id, ttlMs = (long)lease.Ttl.TotalMilliseconds }) : lease.Id.ToString(CultureInfo.InvariantCulture));
            return ExitCode.Ok;
        });
    }

    private static FedCommand Keep(CliIo io)
    {
        var id = KvCommand.LeaseId();
        var command = new FedCommand("keep", "Prolongs a lease by its time to live; exit code 1 if it has ended.", "fed kv lease keep 4711 --config node.conf") { id };
        return KvCommand.Verb(io, command, async (parsed, store, json, stop) =>
        {
            var ttl = await store.KeepLeaseAsync(parsed.GetValue(id), stop);
            io.Out.WriteLine(json ? Json.Line(new { lease = parsed.GetValue(id), ttlMs = (long)ttl.TotalMilliseconds }) : string.Create(CultureInfo.InvariantCulture, $"prolonged by {ttl.TotalSeconds:0.###} s"));
            return ExitCode.Ok;
        });
    }

    private static FedCommand Revoke(CliIo io)
    {
        var id = KvCommand.LeaseId();
        var command = new FedCommand("revoke", "Ends a lease and deletes its keys; exit code 1 if it has ended already.", "fed kv lease revoke 4711 --config node.conf") { id };
        return KvCommand.Verb(io, command, async (parsed, store, json, stop) =>
        {
            var keys = await store.RevokeLeaseAsync(parsed.GetValue(id), stop);
            io.Out.WriteLine(json ? Json.Line(new { lease = parsed.GetValue(id), deletedKeys = keys }) : string.Create(CultureInfo.InvariantCulture, $"revoked; {keys} keys went with it"));
            return ExitCode.Ok;
        });
    }

    private static FedCommand Show(CliIo io)
    {
        var id = KvCommand.LeaseId();
        var command = new FedCommand("show", "What a lease holds and when it ends; exit code 1 if it has ended.", "fed kv lease show 4711 --config node.conf --json") { id };
        return KvCommand.Verb(io, command, async (parsed, store, json, stop) =>
        {
            if (await store.GetLeaseAsync(parsed.GetValue(id), stop) is not { } lease) throw new FedException(ExitCode.CheckFailed, string.Create(CultureInfo.InvariantCulture, $"there is no lease {parsed.GetValue(id)}."));
            if (json)
            {
                io.Out.WriteLine(Json.Line(new { lease = lease.Id, ttlMs = (long)lease.Ttl.TotalMilliseconds, deadline = lease.Deadline, keys = lease.Keys }));
                return ExitCode.Ok;
            }

            io.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"lease {lease.Id} lives {lease.Ttl.TotalSeconds:0.###} s, ends at {lease.Deadline:u} (log time) unless it is kept"));
            foreach (var key in lease.Keys) io.Out.WriteLine("  " + FedCli.OneLine(key));
            return ExitCode.Ok;
        });
    }

    private static Option<int> Ttl() => CommonOptions.Number("--ttl", "Seconds that the lease lives without being kept.", 30, 1, LongestTtl);
}
