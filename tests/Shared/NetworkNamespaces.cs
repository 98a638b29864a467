using System.Diagnostics;
using System.Globalization;

namespace Tests.Shared;

/// <summary>
/// Hosts of a test: Linux network namespaces joined by virtual cables, with processes in them, and faults by <c>tc</c> and
/// <c>nft</c> where a test wants them. Names carry the id of the test process, so that test runs do not meet; everything is
/// taken away at the end, whatever is left of an earlier run that was killed as well.
/// </summary>
/// <remarks>
/// Each host has one interface, <see cref="Interface"/>, with the IPv4 address <see cref="AddressOf"/>, an IPv6 link-local
/// address, and a default route over it, which multicast needs.
/// </remarks>
internal sealed class NetworkNamespaces : IAsyncDisposable
{
    /// <summary>Name of the interface in every host.</summary>
    public const string Interface = "lan0";

    /// <summary>Stands for the kernel's <c>netem</c> in <see cref="Missing"/>.</summary>
    public const string Netem = "netem";

    /// <summary>The switch, as a host to start programs in.</summary>
    public const string Hub = "hub";

    /// <summary>Address of the switch once it has one.</summary>
    public const string HubAddress = "10.213.0.254";

    private const string Prefix = "fedtest-";
    private const string Faults = "fedtest";
    private static readonly Lazy<string?> MissingRight = new(() => TryOne("ip", "link", "set", "lo", "up"));
    private static readonly Lazy<string?> MissingNetem = new(() => TryOne("tc", "qdisc", "replace", "dev", "lo", "root", "netem", "delay", "1ms"));
    private static readonly Lazy<string?> MissingDrop = new(() => TryOne("nft",
        $"add table inet {Faults}; add chain inet {Faults} out {{ type filter hook output priority 0; }}; "
        + $"add rule inet {Faults} out oifname lo ip daddr {{ 127.0.0.9 }} numgen random mod 100 < 5 drop"));
    private static int _made;

    private readonly string _stem = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref _made)}-");
    private readonly List<string> _hosts = [];
    private readonly List<string> _namespaces = [];

    private NetworkNamespaces()
    {
    }

    /// <summary>Why this machine cannot do it, for the reason of a skipped test; null where it can.</summary>
    /// <param name="needs">Programs that the test needs beside <c>ip</c>, and <see cref="Netem"/> if it needs that.</param>
    public static string? Missing(params string[] needs)
    {
        if (!OperatingSystem.IsLinux() || !Exists("ip")) return "network namespaces need Linux and the ip command";
        if (needs.FirstOrDefault(p => p != Netem && !Exists(p)) is { } absent) return $"{absent} is not installed";
        if (MissingRight.Value is { } refused) return $"this user may not make network namespaces: {refused}";
        if (needs.Contains("nft") && MissingDrop.Value is { } useless) return $"nft cannot drop packets at random here: {useless}";
        return needs.Contains(Netem) && (!Exists("tc") || MissingNetem.Value is not null) ? "this kernel has no netem" : null;
    }

    /// <summary>Two hosts joined by a veth pair.</summary>
    public static Task<NetworkNamespaces> PairAsync(string a, string b) => MakeAsync(async made =>
    {
        await made.AddAsync(a);
        await made.AddAsync(b);
        await IpAsync("-n", made[a], "link", "add", Interface, "type", "veth", "peer", "name", Interface, "netns", made[b]);
        await made.AddressAsync(a);
        await made.AddressAsync(b);
    });

    /// <summary>Any number of hosts on one switch; its ports are <c>p1</c>, <c>p2</c>, … in the namespace of <see cref="HubNamespace"/>.</summary>
    public static Task<NetworkNamespaces> LanAsync(params string[] hosts) => MakeAsync(async made =>
    {
        await made.AddAsync(Hub);
        made._hosts.Clear();
        await IpAsync("-n", made[Hub], "link", "add", "br0", "type", "bridge", "mcast_snooping", "0");
        await IpAsync("-n", made[Hub], "link", "set", "br0", "up");
        foreach (var host in hosts)
        {
            await made.AddAsync(host);
            var port = made.PortOf(host);
            await IpAsync("-n", made[Hub], "link", "add", port, "type", "veth", "peer", "name", Interface, "netns", made[host]);
            await IpAsync("-n", made[Hub], "link", "set", port, "master", "br0", "up");
            await made.AddressAsync(host);
        }
    });

    /// <summary>The namespace of the switch, where a test cuts single ports.</summary>
    public string HubNamespace => this[Hub];

    /// <summary>The namespace of a host, as <c>ip netns</c> knows it.</summary>
    public string this[string host] => _stem + host;

    /// <summary>IPv4 address of a host, in 10.213.0.0/24.</summary>
    public string AddressOf(string host) => string.Create(CultureInfo.InvariantCulture, $"10.213.0.{Number(host)}");

    /// <summary>The port of the switch that a host hangs on.</summary>
    public string PortOf(string host) => string.Create(CultureInfo.InvariantCulture, $"p{Number(host)}");

    /// <summary>The same program, started in a host. Its process id is the program's own: <c>ip netns exec</c> becomes it.</summary>
    public ProcessStartInfo In(string host, ProcessStartInfo start)
    {
        var inside = new ProcessStartInfo("ip", ["netns", "exec", this[host], start.FileName, .. start.ArgumentList]) { UseShellExecute = false };
        foreach (var (name, value) in start.Environment)
            inside.Environment[name] = value;
        return inside;
    }

    /// <summary>Runs a program in a host to its end and gives what it printed; a failure says what it complained of.</summary>
    public Task<string> RunAsync(string host, string program, params string[] arguments) =>
        ExecuteAsync("ip", ["netns", "exec", this[host], program, .. arguments]);

    /// <summary>Delay, jitter and the like on what a host sends: arguments of <c>tc qdisc … netem</c>, such as "delay 20ms".</summary>
    /// <remarks>For tests that name <see cref="Netem"/> among what they need: not every kernel has it. Loss is <see cref="LoseAsync"/>.</remarks>
    public Task ImpairAsync(string host, string netem) =>
        RunAsync(host, "tc", ["qdisc", "replace", "dev", Interface, "root", "netem", .. netem.Split(' ')]);

    /// <summary>Loses this share of the packets that a host sends, receives, or both; 100 for a cable that is pulled and nobody told.</summary>
    public async Task LoseAsync(string host, int percent, bool sends = true, bool receives = true)
    {
        await HealAsync(host);
        var drop = percent >= 100 ? "drop" : string.Create(CultureInfo.InvariantCulture, $"numgen random mod 100 < {percent} drop");
        var rules = $"add table inet {Faults}; ";
        if (sends) rules += $"add chain inet {Faults} out {{ type filter hook output priority 0; }}; add rule inet {Faults} out oifname {Interface} {drop}; ";
        if (receives) rules += $"add chain inet {Faults} in {{ type filter hook input priority 0; }}; add rule inet {Faults} in iifname {Interface} {drop}; ";
        await RunAsync(host, "nft", rules);
    }

    /// <summary>Cuts every line between two groups of hosts, without a word to either.</summary>
    public async Task PartitionAsync(IReadOnlyCollection<string> side, IReadOnlyCollection<string> others)
    {
        var far = string.Join(", ", others.Select(AddressOf));
        foreach (var host in side)
        {
            await HealAsync(host);
            await RunAsync(host, "nft",
                $"add table inet {Faults}; "
                + $"add chain inet {Faults} out {{ type filter hook output priority 0; }}; add rule inet {Faults} out ip daddr {{ {far} }} drop; "
                + $"add chain inet {Faults} in {{ type filter hook input priority 0; }}; add rule inet {Faults} in ip saddr {{ {far} }} drop; ");
        }
    }

    /// <summary>Gives the switch an address of its own, <see cref="HubAddress"/>, for a program that talks to all hosts whatever befalls them.</summary>
    public Task AddressHubAsync() => IpAsync("-n", HubNamespace, "addr", "add", HubAddress + "/24", "dev", "br0");

    /// <summary>Takes the loss or the partition back.</summary>
    public Task HealAsync(string host) => RunAsync(host, "nft", $"add table inet {Faults}; delete table inet {Faults}");

    public async ValueTask DisposeAsync()
    {
        foreach (var name in _namespaces.AsEnumerable().Reverse())
            await RemoveAsync(name);
    }

    private static async Task<NetworkNamespaces> MakeAsync(Func<NetworkNamespaces, Task> build)
    {
        await SweepAsync();
        var made = new NetworkNamespaces();
        try
        {
            await build(made);
            return made;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    private int Number(string host)
    {
        var index = _hosts.IndexOf(host);
        return index >= 0 ? index + 1 : throw new ArgumentException($"no host '{host}' here", nameof(host));
    }

    private async Task AddAsync(string host)
    {
        await IpAsync("netns", "add", this[host]);
        _hosts.Add(host);
        _namespaces.Add(this[host]);
        // An address that is still being tested for duplicates cannot be used; here there are none.
        await ExecuteAsync("ip", ["netns", "exec", this[host], "sh", "-c", "echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad; echo 0 > /proc/sys/net/ipv6/conf/all/accept_dad"]);
        await IpAsync("-n", this[host], "link", "set", "lo", "up");
    }

    private async Task AddressAsync(string host)
    {
        await RunAsync(host, "sh", "-c", $"echo 0 > /proc/sys/net/ipv6/conf/{Interface}/accept_dad");
        await IpAsync("-n", this[host], "addr", "add", AddressOf(host) + "/24", "dev", Interface);
        await IpAsync("-n", this[host], "link", "set", Interface, "up");
        await IpAsync("-n", this[host], "route", "add", "default", "dev", Interface);
    }

    private static Task IpAsync(params string[] arguments) => ExecuteAsync("ip", arguments);

    // Processes in a namespace of ours are ours, whoever started them.
    private static async Task RemoveAsync(string name)
    {
        foreach (var pid in (await ExecuteAsync("ip", ["netns", "pids", name])).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                using var process = Process.GetProcessById(int.Parse(pid, CultureInfo.InvariantCulture));
                process.Kill();
                await process.WaitForExitAsync();
            }
            catch (ArgumentException)
            {
                // It ended meanwhile.
            }
        }
        await IpAsync("netns", "del", name);
    }

    private static async Task SweepAsync()
    {
        var names = await ExecuteAsync("ip", ["netns", "list"]);
        foreach (var name in names.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')[0]))
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            if (!Directory.Exists($"/proc/{name[Prefix.Length..].Split('-')[0]}")) await RemoveAsync(name);
        }
    }

    private static async Task<string> ExecuteAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}: {await error}");
    }

    private static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Append("/sbin").Any(p => File.Exists(Path.Combine(p, program)));

    // A namespace made, one command in it, and gone again; null where all of it works.
    private static string? TryOne(params string[] command)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref _made)}-try");
        var error = Try("netns", "add", name);
        if (error is not null) return error;
        error = Try(["netns", "exec", name, .. command]);
        return Try("netns", "del", name) ?? error;

        static string? Try(params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : error.Trim();
        }
    }
}
