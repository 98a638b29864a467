using System.Diagnostics;

namespace Processes.Discovery;

/// <summary>avahi-daemon in a host of a test, on a message bus of its own, so that it meets no other.</summary>
internal sealed class AvahiHost : IAsyncDisposable
{
    private const string Bus =
        """
        <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
        <busconfig><type>system</type><listen>unix:path=BUS</listen><auth>EXTERNAL</auth>
        <policy context="default"><allow user="*"/><allow own="*"/><allow send_type="method_call"/><allow send_type="signal"/><allow send_destination="*"/><allow receive_sender="*"/></policy>
        </busconfig>
        """;

    private readonly NetworkNamespaces _hosts;
    private readonly string _host;
    private readonly string _folder = Directory.CreateTempSubdirectory("fed-avahi-").FullName;
    private readonly List<Process> _processes = [];

    private AvahiHost(NetworkNamespaces hosts, string host) => (_hosts, _host) = (hosts, host);

    private string Socket => Path.Combine(_folder, "bus");

    public static async Task<AvahiHost> StartAsync(NetworkNamespaces hosts, string host)
    {
        var avahi = new AvahiHost(hosts, host);
        await File.WriteAllTextAsync(Path.Combine(avahi._folder, "bus.conf"), Bus.Replace("BUS", avahi.Socket, StringComparison.Ordinal));
        await File.WriteAllTextAsync(
            Path.Combine(avahi._folder, "avahi.conf"),
            $"[server]\nhost-name=avahi-{host}\nallow-interfaces={NetworkNamespaces.Interface}\n[publish]\npublish-hinfo=no\npublish-workstation=no\n");
        var bus = avahi.Start("dbus-daemon", $"--config-file={avahi._folder}/bus.conf", "--nofork", "--nopidfile", "--print-address=1");
        await WaitAsync(bus.StandardOutput, "unix:path");

        // Its pid file has a fixed place: in a mount namespace of its own, on a file system of its own.
        var daemon = avahi.Start("sh", "-c", $"mkdir -p /run/avahi-daemon && mount -t tmpfs none /run/avahi-daemon && exec avahi-daemon -f {avahi._folder}/avahi.conf --no-drop-root --no-chroot --no-rlimits 2>&1");
        await WaitAsync(daemon.StandardOutput, "Server startup complete");
        return avahi;
    }

    /// <summary>Publishes a service until it is disposed of; comes back when it stands.</summary>
    public async Task<Process> PublishAsync(string name, params string[] text)
    {
        var publish = Start("sh", ["-c", "exec \"$@\" 2>&1", "sh", "avahi-publish", "-s", name, "_local-swarm._tcp", "1234", .. text]);
        await WaitAsync(publish.StandardOutput, "Established");
        return publish;
    }

    /// <summary>Everything that is there now, resolved, in the form for programs.</summary>
    public async Task<string> BrowseAsync() => await Start("avahi-browse", "-rpt", "_local-swarm._tcp").StandardOutput.ReadToEndAsync();

    /// <summary>The IPv4 address of a host, as "host, tab, address".</summary>
    public async Task<string> ResolveAsync(string host) => await Start("avahi-resolve", "-4", "-n", host).StandardOutput.ReadToEndAsync();

    /// <summary>Browses on; lines as they come.</summary>
    public LineLog Watch()
    {
        var log = new LineLog();
        _ = log.FillAsync(Start("stdbuf", "-oL", "avahi-browse", "-rp", "_local-swarm._tcp").StandardOutput);
        return log;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.AsEnumerable().Reverse())
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    private Process Start(string program, params string[] arguments)
    {
        var start = _hosts.In(_host, new ProcessStartInfo(program, arguments));
        start.RedirectStandardOutput = true;
        start.Environment["DBUS_SYSTEM_BUS_ADDRESS"] = $"unix:path={Socket}";
        var process = Process.Start(start)!;
        _processes.Add(process);
        return process;
    }

    private static async Task WaitAsync(StreamReader reader, string text)
    {
        using var limit = new CancellationTokenSource(FedProcess.Patience);
        while (await reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal)) return;
        }
        throw new InvalidOperationException($"it ended without '{text}'");
    }
}
