using AkkaFederation.Node.Cli;

namespace Processes.Faults;

/// <summary>
/// Five <c>fed node</c> processes, each in a network namespace of its own, all on one switch; the first three keep a log
/// together. All name the first one, itself included, as their only seed. It is started once for a class of tests; each
/// finds it whole and leaves it whole, or the next one says what is still broken.
/// </summary>
public sealed class FaultyLan : IAsyncLifetime
{
    /// <summary>What these tests need beside <c>ip</c>.</summary>
    public const string Needs = "nft";

    private const string Cluster = "faults";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("fed-faults-").FullName;
    private NetworkNamespaces? _hosts;
    private WitnessProcess? _witness;

    internal NetworkNamespaces Hosts => _hosts!;

    internal WitnessProcess Witness => _witness!;

    internal LanNode[] Nodes { get; private set; } = [];

    internal LanNode[] Voters => Nodes[..3];

    public async Task InitializeAsync()
    {
        // xUnit makes this for a class whose tests are all skipped, too.
        if (NetworkNamespaces.Missing(Needs) is not null) return;
        try
        {
            string[] names = ["n1", "n2", "n3", "n4", "n5"];
            _hosts = await NetworkNamespaces.LanAsync(names);
            await _hosts.AddressHubAsync();
            CaCommand.Init(InFolder("ca"), "CA of the faulty network", Lifetime);
            IdCommand.New(InFolder("ca"), InFolder("witness"), "witness", Lifetime);
            IdCommand.New(InFolder("ca"), InFolder("inside"), "inside", Lifetime);
            var dids = names.ToDictionary(n => n, n => IdCommand.New(InFolder("ca"), InFolder(n), n, Lifetime).Did);
            Nodes = [.. names.Select(n => new LanNode(_hosts, n, dids[n], Configure(n, names[..3].Select(v => dids[v]))))];
            foreach (var node in Nodes) node.Start();
            _witness = WitnessProcess.OnTheSwitch(_hosts, InFolder("witness"), Cluster);
            await Task.WhenAll(Nodes.Select(n => n.ReadyAsync()));
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var node in Nodes) await node.DisposeAsync();
        if (_witness is not null) await _witness.DisposeAsync();
        if (_hosts is not null) await _hosts.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A further client, which shares the fate of a node's host.</summary>
    internal WitnessProcess WitnessOn(LanNode node) => WitnessProcess.On(node.Name, Hosts, InFolder("inside"), Cluster);

    /// <summary>Every fault is taken back, and every node sees every other one as HEALTHY.</summary>
    internal async Task WholeAsync(TimeSpan limit)
    {
        foreach (var node in Nodes) await Hosts.HealAsync(node.Name);
        await Task.WhenAll(Nodes.Select(n => n.SeesAsync(LanNode.Healthy, Nodes, limit)));
    }

    /// <summary>Each voter gets a proposal committed, and all three have the same log up to the first of them.</summary>
    internal async Task AssertLogsAgreeAsync(TimeSpan limit)
    {
        // A node answers what it has applied itself, and so has applied all that was committed before.
        var sizes = new List<ulong>();
        foreach (var voter in Voters)
        {
            var index = await Witness.ProposeAsync(limit, voter.Address);
            Assert.True(index > 0, $"nothing was committed through {voter.Name}");
            sizes.Add(index);
        }

        var roots = await Task.WhenAll(Voters.Select(v => Witness.RootAsync(v.Address, sizes[0])));
        Assert.NotNull(Assert.Single(roots.Distinct()));
    }

    private string InFolder(string name) => Path.Combine(_folder, name);

    // Profile `local`, with time-outs for machines that do more than this one test.
    private string Configure(string name, IEnumerable<string> voters)
    {
        var config = Path.Combine(InFolder(name), "node.conf");
        File.WriteAllText(config,
            $$"""
            federation {
              cluster-id = "{{Cluster}}"
              node { name = "{{name}}", host = "{{Hosts.AddressOf(name)}}", port = {{LanNode.Port}} }
              seed-nodes = ["{{Hosts.AddressOf("n1")}}:{{LanNode.Port}}"]
              initial-voters = [{{string.Join(", ", voters.Select(v => $"\"{v}\""))}}]
              membership { profile = local, probe-timeout = 2s, direct-probe-wait = 500ms, degraded-threshold = 500ms }
              gossip.profile = local
              broadcast.profile = local
            }

            """);
        return config;
    }
}
