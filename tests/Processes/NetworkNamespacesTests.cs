namespace Processes;

/// <summary>The hosts that other tests stand on do what those tests take for granted.</summary>
public sealed class NetworkNamespacesTests
{
    [NamespaceFact]
    public async Task Hosts_reach_each_other_and_nothing_is_left_behind()
    {
        string name;
        await using (var hosts = await NetworkNamespaces.PairAsync("a", "b"))
        {
            name = hosts["a"];
            Assert.True(await ReachesAsync(hosts, "a", "b"));
            Assert.Contains(name, await hosts.RunAsync("b", "ip", "netns", "list"), StringComparison.Ordinal);
        }
        Assert.False(File.Exists($"/run/netns/{name}"));
    }

    [NamespaceFact("nft")]
    public async Task A_host_that_loses_everything_is_silent_until_it_is_healed()
    {
        await using var hosts = await NetworkNamespaces.LanAsync("a", "b", "c");
        Assert.True(await ReachesAsync(hosts, "a", "c"));
        await hosts.LoseAsync("c", 100);
        Assert.False(await ReachesAsync(hosts, "a", "c"));
        Assert.True(await ReachesAsync(hosts, "a", "b"));
        await hosts.HealAsync("c");
        Assert.True(await ReachesAsync(hosts, "a", "c"));
    }

    [NamespaceFact("nft")]
    public async Task Loss_has_a_direction_and_a_share()
    {
        await using var hosts = await NetworkNamespaces.PairAsync("a", "b");
        await hosts.LoseAsync("a", 30, receives: false);
        var rules = await hosts.RunAsync("a", "nft", "list", "ruleset");
        Assert.Contains("mod 100 < 30 drop", rules, StringComparison.Ordinal);
        Assert.DoesNotContain("hook input", rules, StringComparison.Ordinal);
    }

    [NamespaceFact("tc", NetworkNamespaces.Netem)]
    public async Task A_delayed_host_is_still_reached()
    {
        await using var hosts = await NetworkNamespaces.PairAsync("a", "b");
        await hosts.ImpairAsync("b", "delay 20ms");
        Assert.True(await ReachesAsync(hosts, "a", "b"));
    }

    // Nothing listens there: a host that is reached refuses the connection, one that is not stays silent.
    private static async Task<bool> ReachesAsync(NetworkNamespaces hosts, string from, string to)
    {
        var answer = await hosts.RunAsync(from, "sh", "-c", $"timeout 2 bash -c '</dev/tcp/{hosts.AddressOf(to)}/9' 2>&1; true");
        return answer.Contains("refused", StringComparison.Ordinal);
    }
}
