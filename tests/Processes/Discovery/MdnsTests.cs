using System.Diagnostics;
using AkkaFederation.Node.Cli;

namespace Processes.Discovery;

/// <summary>Multicast DNS between hosts, beside the distribution's own implementation.</summary>
public sealed class MdnsTests : IDisposable
{
    private const string Name = "atlas 1";
    private readonly Home _home = new();

    public void Dispose() => _home.Dispose();

    [NamespaceFact("avahi-daemon", "avahi-browse", "avahi-resolve", "dbus-daemon")]
    public async Task Avahi_browse_sees_the_node_with_all_its_keys_and_its_goodbye_at_once()
    {
        await using var hosts = await NetworkNamespaces.PairAsync("a", "b");
        await using var avahi = await AvahiHost.StartAsync(hosts, "b");
        Configure("node", Name, expect: 1);
        await using var node = FedProcess.StartIn(hosts, "a", "node", "--config", _home.Config);
        var did = (await node.LineAsync("did:key:")).Split(' ')[^1];
        var watch = avahi.Watch();
        await watch.WaitAsync("=;lan0;IPv4;atlas\\0321", FedProcess.Patience);
        var line = (await avahi.BrowseAsync()).Split('\n').First(l => l.StartsWith("=;lan0;IPv4;atlas\\0321;", StringComparison.Ordinal));
        string[] parts = [";17615;", "\"version=", "\"instances=0\"", "\"model_id=m7\"", "\"hardware_summary=", $"\"did={did}\"", "\"cluster=test\"", $"\"endpoint=akka.ssl.tcp://federation@{hosts.AddressOf("a")}:{_home.Port}\""];
        Assert.All(parts, part => Assert.Contains(part, line, StringComparison.Ordinal));

        // What it browsed may show either address of the host, whichever it read first: this asks for the one.
        var host = line.Split(';')[6];
        Assert.Equal($"{host}\t{hosts.AddressOf("a")}\n", await avahi.ResolveAsync(host));

        // Its records would hold for a minute.
        await node.SignalAsync("TERM");
        await watch.WaitAsync("-;lan0;IPv4;atlas\\0321", TimeSpan.FromSeconds(15));
    }

    [NamespaceFact("avahi-daemon", "avahi-publish", "dbus-daemon")]
    public async Task Fed_discover_sees_what_avahi_publishes_until_it_says_goodbye()
    {
        await using var hosts = await NetworkNamespaces.PairAsync("a", "b");
        await using var avahi = await AvahiHost.StartAsync(hosts, "b");
        var publish = await avahi.PublishAsync("Nr. 1", "cluster=another", "did=\u001b[2Jx");
        await using (var seen = FedProcess.StartIn(hosts, "a", "discover", "--seconds", "4", "--json"))
        {
            var end = await seen.EndAsync();
            Assert.Equal(ExitCode.Ok, end.Code);
            Assert.Contains("\"instance\":\"Nr. 1\"", end.Output, StringComparison.Ordinal);
            Assert.Contains("\"cluster\":\"another\"", end.Output, StringComparison.Ordinal);
            Assert.Contains(hosts.AddressOf("b"), end.Output, StringComparison.Ordinal);
            Assert.DoesNotContain('\u001b', end.Output);
        }
        publish.Kill();
        await publish.WaitForExitAsync();
        await using var gone = FedProcess.StartIn(hosts, "a", "discover", "--seconds", "3");
        Assert.Contains("0 nodes found", (await gone.EndAsync()).Output, StringComparison.Ordinal);
    }

    [NamespaceFact("avahi-daemon", "avahi-publish", "avahi-browse", "dbus-daemon")]
    public async Task A_name_that_avahi_holds_is_left_to_it_and_the_node_takes_another()
    {
        await using var hosts = await NetworkNamespaces.PairAsync("a", "b");
        await using var avahi = await AvahiHost.StartAsync(hosts, "b");
        await avahi.PublishAsync(Name);
        Configure("node", Name, expect: 1);
        await using var node = FedProcess.StartIn(hosts, "a", "node", "--config", _home.Config);
        await node.ErrorLineAsync("is taken by somebody else; this node goes by atlas 1 (2)");
        var watch = avahi.Watch();
        await watch.WaitAsync("=;lan0;IPv4;atlas\\0321\\032\\0402\\041", FedProcess.Patience);
        await watch.WaitAsync("+;lan0;IPv4;atlas\\0321;", FedProcess.Patience);
    }

    [NamespaceFact]
    public async Task Two_nodes_on_one_network_without_seeds_find_each_other_within_10_s_and_form_a_membership()
    {
        await using var hosts = await NetworkNamespaces.PairAsync("a", "b");
        _home.NewIdentity("other");
        var (first, second) = (Configure("node", "one", expect: 2), Configure("other", "two", expect: 2));
        await using var a = FedProcess.StartIn(hosts, "a", "node", "--config", first, "--json");
        await using var b = FedProcess.StartIn(hosts, "b", "node", "--config", second, "--json");
        await a.LineAsync(NodeEvents.ListeningPrefix);
        await b.LineAsync(NodeEvents.ListeningPrefix);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(a.LineAsync("\"to\":\"HEALTHY\""), b.LineAsync("\"to\":\"HEALTHY\""));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
        await Task.WhenAll(a.LineAsync(NodeEvents.ReadyPrefix), b.LineAsync(NodeEvents.ReadyPrefix));
    }

    [NamespaceFact]
    public async Task Where_nothing_can_multicast_a_node_says_so_once_and_goes_on()
    {
        await using var hosts = await NetworkNamespaces.PairAsync("a", "b");
        await hosts.RunAsync("a", "ip", "link", "set", NetworkNamespaces.Interface, "down");
        Configure("node", Name, expect: 1);
        await using var node = FedProcess.StartIn(hosts, "a", "node", "--config", _home.Config);
        await node.LineAsync("ready: ");
        var warning = await node.ErrorLineAsync("mDNS finds nobody");
        Assert.Contains("no interface is up that can multicast", warning, StringComparison.Ordinal);
        await using var discover = FedProcess.StartIn(hosts, "a", "discover");
        (await discover.EndAsync()).AssertRefused(ExitCode.Failed, "no interface is up that can multicast");
    }

    private string Configure(string folder, string name, int expect)
    {
        var path = _home[$"{folder}/node.conf"];
        File.WriteAllText(path, $$"""
            federation {
              cluster-id = "test"
              node { name = "{{name}}", host = auto, port = {{_home.Port}}, labels { model = m7 } }
              bootstrap-expect = {{expect}}
              discovery.mdns.enabled = on
            }

            """);
        return path;
    }
}
